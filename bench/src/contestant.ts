// Runs one contestant and prints what it measured: node contestant.js NAME [ARGUMENT …]
import { decodeOurs, decodePiped, firstFrameOfFfmpeg, firstFrameOurs } from './contestants/decode';
import { frameworkCost } from './contestants/framework';
import { ffmpegAlone } from './contestants/ffmpeg';
import { pacing } from './contestants/pacing';
import { gaussianOurs, memoryOfTranscode, transcodeOurs } from './contestants/transcode';
import { branchLatency } from './graph/branch-latency';
import { graphRate } from './graph/graph-rate';
import { idleBranchCost } from './graph/idle-branch';
import { parallelWorkers } from './graph/parallel-workers';
import { synchronised } from './graph/synchronised';
import { firstLiveFrameOfFfmpeg, firstLiveFrameOurs } from './live/first-frame';
import { receiveOurs } from './live/receive';
import { restarts } from './live/restarts';
import { soak } from './live/soak';
import { viewCost, viewViewer } from './view/view-cost';
import type { WorkResult } from './work';

const CONTESTANTS: Readonly<Record<string, (args: readonly string[]) => Promise<WorkResult>>> = {
  'branch-latency': branchLatency,
  'decode-ours': decodeOurs,
  'decode-piped': decodePiped,
  'ffmpeg-alone': ffmpegAlone,
  'first-frame-ours': firstFrameOurs,
  'first-frame-ffmpeg': firstFrameOfFfmpeg,
  'framework-cost': frameworkCost,
  'gaussian-ours': gaussianOurs,
  'graph-rate': graphRate,
  'idle-branch': idleBranchCost,
  'live-first-frame-ffmpeg': firstLiveFrameOfFfmpeg,
  'live-first-frame-ours': firstLiveFrameOurs,
  'live-ours': receiveOurs,
  'live-restarts': restarts,
  'live-soak': soak,
  'memory-of-transcode': memoryOfTranscode,
  pacing,
  'parallel-workers': parallelWorkers,
  synchronised,
  'transcode-ours': transcodeOurs,
  'view-cost': viewCost,
  'view-viewer': viewViewer,
};

const [name = '', ...args] = process.argv.slice(2);
const run = CONTESTANTS[name];
if (run === undefined) throw new Error(`There is no contestant ${name}.`);
void run(args).then((result) => {
  process.stdout.write(`${JSON.stringify(result)}\n`);
});
