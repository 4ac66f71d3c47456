import { DISK } from './cases/disk';
import { ENCODERS } from './cases/encoders';
import { ENDURANCE } from './cases/endurance';
import { FILES } from './cases/files';
import { KILLS } from './cases/kills';
import { MP4 } from './cases/mp4';
import { PIPELINES } from './cases/pipelines';
import { SIGNAL_CASES } from './cases/signals';
import type { FaultCase } from './fault-case';

/** The fault table, in the order it is printed in. */
export const CASES: readonly FaultCase[] = [
  ...KILLS,
  ...ENCODERS,
  ...SIGNAL_CASES,
  ...PIPELINES,
  ...FILES,
  ...MP4,
  ...DISK,
  ...ENDURANCE,
];
