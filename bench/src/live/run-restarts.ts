import { runContestant } from '../run-contestant';
import { printFigure } from '../table';
import { LiveSender } from './live-sender';

const TIMES = 20;

/** A server that is killed and started again, time after time. */
export async function runRestarts(): Promise<void> {
  console.log(`\nan RTSP server that is killed and started again ${TIMES} times`);
  if (!LiveSender.isInstalled()) return;
  const args = ['live-restarts', String(TIMES)];
  const { extra = {} } = await runContestant({ name: 'giftgrab', kind: 'node', args });
  const figure = (name: string): number => extra[name] ?? Number.NaN;
  printFigure('restored', figure('restored'), { least: TIMES, most: TIMES }, '');
  printFigure('most attempts', figure('mostAttempts'), {}, '');
  printFigure('latest, beyond the backoff', figure('mostLateMs') / 1000, { most: 2 }, 's');
  printFigure('times that do not rise', figure('wrongTimes'), { most: 0 }, '');
  printFigure('gaps', figure('gaps'), { least: TIMES, most: TIMES }, '');
  printFigure('gaps of another number than one', figure('wrongGaps'), { most: 0 }, '');
  printFigure('processes too many', figure('leakedChildren'), { most: 0 }, '');
  printFigure('descriptors too many', figure('leakedDescriptors'), { most: 0 }, '');
  printFigure('processes left after close()', figure('childrenAfterClose'), { most: 0 }, '');
}
