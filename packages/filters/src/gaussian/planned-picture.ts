import type { BoundaryMode } from '../arrays/boundary';
import type { PictureShape } from '../plans/plan';
import type { AxisDesign } from './axis-design';

/** How an axis is filtered, and extended for it. */
export interface PlannedAxis {
  /** The filter. */
  readonly design: AxisDesign;
  /** What lies beyond the edge. */
  readonly mode: BoundaryMode;
}

/** A picture of bytes and what is to be done to it. At least one axis is filtered. */
export interface PlannedPicture {
  readonly shape: PictureShape;
  /** How samples in a column become one; left out to leave them alone. */
  readonly rows?: PlannedAxis | undefined;
  /** How samples in a row become one; left out to leave them alone. */
  readonly cols?: PlannedAxis | undefined;
  /** The constant beyond the edge, a whole number from 0 to 255. */
  readonly cval: number;
  /** Levels to be taken off before the result is rounded to nearest. */
  readonly darker: number;
}
