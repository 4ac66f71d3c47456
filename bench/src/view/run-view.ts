import { clip1080 } from '../clips';
import { runContestant } from '../run-contestant';
import { printFigure } from '../table';

/** What the live view in the browser costs beside a pipeline. */
export async function runView(): Promise<void> {
  const clip = await clip1080(300);
  console.log('\nlive view of 1080p at 30 frames/s, processor time of Node in percent of one core');
  const { extra = {} } = await runContestant({
    name: 'giftgrab',
    kind: 'node',
    args: ['view-cost', clip],
  });
  const figure = (name: string): number => extra[name] ?? Number.NaN;
  printFigure('the pipeline alone', figure('plain'), {}, '%');
  printFigure('more with the view, no viewer', figure('idle'), { most: 1 }, '%');
  printFigure('more with one viewer', figure('watched'), { most: 25 }, '%');
  printFigure('pictures a second that the viewer gets', figure('pictures'), {}, '1/s');
}
