import { CONSTANT } from '../arrays/boundary';
import { ConstantsBuilder } from '../plans/constants-builder';
import type { PictureShape } from '../plans/plan';
import { radiusOf, type AxisDesign } from './axis-design';
import { axisGeometry, type AxisGeometry } from './axis-geometry';
import { WEIGHT_BITS } from './fixed-weights';
import type { PlannedAxis, PlannedPicture } from './planned-picture';
import type { ExtendedLine } from './extend-line';
import { SAMPLE, StageAllocator } from './stages';

/** A filter of an axis as the kernel wants it. */
export interface PlacedFilter {
  /** Weights on each side. */
  readonly radius: number;
  /** Where the weights lie in the constants, in bytes. */
  readonly weights: number;
  /** Pairs of weights. */
  readonly pairs: number;
  /** Sums are divided by two to this power. */
  readonly shift: number;
  /** Whether neighbours further out than those with weights count a little. */
  readonly hasTail: boolean;
}

/** What the phases of a pyramid share. */
export interface PyramidLayout {
  readonly shape: PictureShape;
  readonly rows: AxisGeometry;
  readonly cols: AxisGeometry;
  /** The filter of samples in a column. */
  readonly rowFilter?: PlacedFilter | undefined;
  /** The filter of samples in a row. */
  readonly colFilter?: PlacedFilter | undefined;
  readonly cval: number;
  /** Where a row of the constant lies in the constants, in bytes. */
  readonly constantRow: number;
  /** How rows are extended, in 16-bit samples. */
  readonly line: Omit<ExtendedLine, 'constant'>;
  /** Where the indices of rows lie in the constants, in bytes. */
  readonly rowIndices: number;
  /** Where tables of the caller's own lie in the constants, in bytes. */
  readonly extra: readonly number[];
  readonly constants: Uint8Array;
  readonly stages: StageAllocator;
}

/** Rows may be read this far beyond their end. */
const READ_SLACK = 32;

/**
 * Lays out the tables of a pyramid.
 *
 * @param picture - The picture and how its axes are filtered.
 * @param extra - More tables for the constants.
 */
export function pyramidLayout(
  { shape, rows, cols, cval }: PlannedPicture,
  extra: readonly ArrayBufferView[] = [],
): PyramidLayout {
  const constants = new ConstantsBuilder();
  const rowGeometry = geometryOf(shape.rows, rows);
  const colGeometry = geometryOf(shape.cols, cols);
  const hasConstantRow = rowGeometry.indices.includes(CONSTANT);
  const constantRow = new Uint8Array(hasConstantRow ? shape.width + READ_SLACK : 0).fill(cval);
  // The first filter gets samples in finer units than it gives.
  const colFilter = placeFilter(constants, cols?.design, WEIGHT_BITS + 1);
  const isSecond = colFilter !== undefined;
  return {
    shape,
    rows: rowGeometry,
    cols: colGeometry,
    colFilter,
    rowFilter: placeFilter(constants, rows?.design, isSecond ? WEIGHT_BITS : WEIGHT_BITS + 1),
    cval,
    constantRow: constants.add(constantRow),
    line: {
      cols: shape.cols,
      pixel: shape.channels * SAMPLE,
      before: colGeometry.before,
      length: colGeometry.indices.length,
      indices: constants.add(colGeometry.indices),
    },
    rowIndices: constants.add(rowGeometry.indices),
    extra: extra.map((table) => constants.add(table)),
    constants: constants.bytes(),
    stages: new StageAllocator(),
  };
}

function geometryOf(length: number, axis: PlannedAxis | undefined): AxisGeometry {
  return axisGeometry(length, axis?.design, axis?.mode ?? 'nearest');
}

function placeFilter(
  constants: ConstantsBuilder,
  design: AxisDesign | undefined,
  shift: number,
): PlacedFilter | undefined {
  if (design === undefined) return undefined;
  const { weights } = design;
  return {
    radius: radiusOf(design),
    weights: constants.add(weights),
    pairs: weights.length / 2,
    shift,
    hasTail: design.hasTail === true,
  };
}
