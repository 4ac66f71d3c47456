import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { runInTurn } from '../compare';
import { median } from '../median';
import type { Contestant } from '../run-contestant';
import { printComparison, printFigure } from '../table';
import { printDelays } from './delay-table';
import { LiveSender, withSender } from './live-sender';

const SECONDS = '10';
const LOW_DELAY = ['-fflags', 'nobuffer', '-flags', 'low_delay'];

/** From the sender's frame to the observer, and from the call to the first frame, beside ffmpeg and OpenCV. */
export async function runLive(rounds: number): Promise<void> {
  console.log('\nRTSP over TCP on the loopback, 720p30, x264 ultrafast zerolatency');
  await withSender(
    () => LiveSender.start(),
    async (sender) => {
      await compareDelays(sender, rounds);
      await compareFirstFrames(sender, rounds);
    },
  );
}

async function compareDelays(sender: LiveSender, rounds: number): Promise<void> {
  const { path } = await locateFfmpeg();
  const python = (name: string, program: string, ...more: readonly string[]): Contestant => ({
    name,
    kind: 'python',
    args: [program, sender.url(), SECONDS, ...more],
  });
  const ours = contestant('giftgrab', 'live-ours', sender.url(), SECONDS);
  const rivals = [
    python('ffmpeg, low delay', 'live-ffmpeg', path, 'auto', ...LOW_DELAY),
    // Its encoder of raw video holds back a frame for each further thread.
    python('ffmpeg, one thread', 'live-ffmpeg', path, '1', '-threads', '1', ...LOW_DELAY),
    python('OpenCV, low delay', 'live-opencv'),
  ];
  // It decodes in its own process, as OpenCV does, and hands out what the decoder has.
  const peers = [...rivals, python('PyAV, low delay', 'live-pyav')];
  const runs = await runInTurn([ours, ...peers], rounds);
  printDelays(runs, rivals, sender.encodedMicros);
}

async function compareFirstFrames(sender: LiveSender, rounds: number): Promise<void> {
  const where = [sender.url(), String(sender.startMicros)];
  const peer = (name: string, ...options: readonly string[]): Contestant =>
    contestant(name, 'live-first-frame-ffmpeg', ...where, ...options);
  const ours = contestant('giftgrab', 'live-first-frame-ours', ...where);
  // No later than 1.5 times ffmpeg.
  const reach = 1 / 1.5;
  const peers = [peer('ffmpeg, low delay', ...LOW_DELAY), peer('ffmpeg')];
  const runs = await runInTurn([ours, ...peers], rounds);
  const compared = peers.map((each) => ({ contestant: each, reach }));
  printComparison('from the call to the first frame, a keyframe each second', ours, compared, runs);
  for (const [{ name }, measured] of runs) {
    printFigure(name, median(measured.map(({ seconds }) => seconds)) * 1000, {}, 'ms');
  }
}

function contestant(name: string, ...args: readonly string[]): Contestant {
  return { name, kind: 'node', args };
}
