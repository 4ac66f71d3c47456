import { runContestant } from '../run-contestant';
import { printFigure } from '../table';
import { LiveSender, liveRecording, withSender } from './live-sender';
import { RATE } from './picture-code';

const STREAMS = [0, 1, 2, 3];
// A minute of pictures, which the senders repeat.
const PICTURES = 60 * RATE;

/**
 * Four streams at once, for so long; then with observers that are too slow, a tenth as long.
 *
 * @param seconds - How long.
 */
export async function runSoak(seconds: number): Promise<void> {
  console.log(`\nfour RTSP streams at once, 720p30, ${seconds} s`);
  await withSender(
    () => LiveSender.start({ recording: liveRecording(PICTURES) }),
    async (sender) => {
      const urls = STREAMS.map((stream) => sender.url(stream));
      const figures = async (pace: string, length: number): Promise<(name: string) => number> => {
        const args = ['live-soak', String(PICTURES), String(length), pace, ...urls];
        const run = await runContestant({ name: 'giftgrab', kind: 'node', args });
        console.log(
          `  ${run.frames} frames observed, ${run.cpuSeconds.toFixed(1)} s of processor time`,
        );
        return (name) => run.extra?.[name] ?? Number.NaN;
      };
      const fast = await figures('fast', seconds);
      printFigure('frames that ffmpeg gave', fast('received'), {}, '');
      printFigure('lost connections', fast('losses'), { most: 0 }, '');
      printLosses(fast);
      printFigure('dropped', fast('dropped'), { most: 0 }, '');
      for (const [who, what] of [
        ['own', 'of Node'],
        ['all', 'of all'],
      ]) {
        printFigure(`memory ${what}, first seconds`, fast(`${who}Start`), {}, 'MB');
        printFigure(`memory ${what}, after a minute`, fast(`${who}Early`), {}, 'MB');
        printFigure(`memory ${what}, at the end`, fast(`${who}End`), {}, 'MB');
        const growth = fast(`${who}End`) - fast(`${who}Early`);
        printFigure('its growth since', growth, { most: 5 }, 'MB');
      }
      const length = Math.max(10, Math.round(seconds / 10));
      console.log(`\nthe same with observers that take 200 ms a frame, ${length} s`);
      const slow = await figures('slow', length);
      printFigure('frames that ffmpeg gave', slow('received'), {}, '');
      printFigure('dropped', slow('dropped'), { least: 1 }, '');
      const error = Math.abs(slow('dropped') - slow('holes'));
      printFigure('dropped that no index shows, or reverse', error, { most: 0 }, '');
      printLosses(slow);
    },
  );
}

function printLosses(figure: (name: string) => number): void {
  const unaccounted = Math.abs(figure('unaccounted'));
  printFigure('given, but neither observed nor dropped', unaccounted, { most: 0 }, '');
  printFigure('holes of pictures that no index shows', figure('uncountedHoles'), { most: 0 }, '');
}
