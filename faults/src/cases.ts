import { BAD_FILES } from './cases/bad-files';
import { CREDENTIALS } from './cases/credentials';
import { CROWDS } from './cases/crowds';
import { DECODERS } from './cases/decoders';
import { DISK } from './cases/disk';
import { ENCODERS } from './cases/encoders';
import { ENDURANCE } from './cases/endurance';
import { FILES } from './cases/files';
import { HOSTILE } from './cases/hostile';
import { INPUTS } from './cases/inputs';
import { KILLS } from './cases/kills';
import { LOW_SPACE } from './cases/low-space';
import { MP4 } from './cases/mp4';
import { NETWORK } from './cases/network';
import { NUT } from './cases/nut';
import { ORPHANS } from './cases/orphans';
import { PARITY } from './cases/parity';
import { PICTURES } from './cases/pictures';
import { PIPELINES } from './cases/pipelines';
import { RECOVERY } from './cases/recovery';
import { RX_CONTRACT } from './cases/rx-contract';
import { SIGNAL_CASES } from './cases/signals';
import { SPILL } from './cases/spill';
import type { FaultCase } from './fault-case';

/** The fault table, in the order it is printed in. */
export const CASES: readonly FaultCase[] = [
  // First, since they look at how much memory is added to what others have used.
  ...ENDURANCE,
  ...CROWDS,
  ...KILLS,
  ...ENCODERS,
  ...SIGNAL_CASES,
  ...ORPHANS,
  ...PIPELINES,
  ...SPILL,
  ...RX_CONTRACT,
  ...FILES,
  ...MP4,
  ...RECOVERY,
  ...DISK,
  ...LOW_SPACE,
  ...INPUTS,
  ...BAD_FILES,
  ...DECODERS,
  ...PICTURES,
  ...NETWORK,
  ...HOSTILE,
  ...CREDENTIALS,
  ...PARITY,
  ...NUT,
];
