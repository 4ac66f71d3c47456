import { spawnSync } from 'node:child_process';

const FEW = 2_000;
const MANY = 42_000;

/**
 * Frames a second of the same graph in GStreamer, which makes the pictures too: 64×64, eight elements that pass buffers on, four
 * queues. The time that it needs to start is left out.
 *
 * @returns `undefined` where it is not installed.
 */
export function gstreamerRate(): number | undefined {
  const few = secondsFor(FEW);
  const many = secondsFor(MANY);
  return few === undefined || many === undefined ? undefined : (MANY - FEW) / (many - few);
}

function secondsFor(frames: number): number | undefined {
  const identities = Array.from({ length: 8 }, () => 'identity').join(' ! ');
  const branches = Array.from({ length: 4 }, () => 't. ! queue ! fakesink sync=false').join(' ');
  const graph =
    `videotestsrc num-buffers=${frames} pattern=black ! video/x-raw,format=I420,width=64,height=64 ! ` +
    `${identities} ! tee name=t ${branches}`;
  const startedMs = performance.now();
  const { status } = spawnSync('gst-launch-1.0', ['-q', ...graph.split(' ')], { stdio: 'ignore' });
  return status === 0 ? (performance.now() - startedMs) / 1000 : undefined;
}
