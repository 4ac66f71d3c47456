// Whole programs: whether Node ends when it should, and what is left when it is ended.
import { once } from 'node:events';
import { expect } from 'chai';
import { moving, useClips } from '../../ffmpeg/test/support/clips';
import { ended, startProgram } from './support/programs';
import { childrenOf, isAlive, until } from '../../ffmpeg/test/support/traces';

describe('openFile in a program of its own', () => {
  const clips = useClips();
  const clip = (): string =>
    clips.make('clip.mp4', ...moving('320x240', '30', '2'), '-c:v', 'libx264');

  it('lets Node end where nobody subscribes, and leaves no ffmpeg', async () => {
    const child = startProgram('open-and-forget', clip());
    let children: number[] = [];
    child.stdout.once('data', () => (children = childrenOf(child.pid ?? 0).map(({ pid }) => pid)));
    expect(await ended(child)).to.include({ code: 0, stdout: '320x240\n', stderr: '' });
    expect(await until(() => !children.some(isAlive))).to.equal(true);
  });

  it('keeps Node running to the end of the file where somebody subscribes, and prints nothing [quirk 35]', async () => {
    const result = await ended(startProgram('count-frames', clip()));
    expect(result).to.deep.equal({ code: 0, signal: null, stdout: '60 frames\n', stderr: '' });
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    it(`leaves no process behind when Node is ended by ${signal}`, async () => {
      const child = startProgram('read-for-ever', clip());
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const children = JSON.parse(line.toString()) as number[];
      // The decoder and the guardian at least.
      expect(children.filter(isAlive).length).to.be.at.least(2);
      child.kill(signal);
      expect(await ended(child)).to.include({ signal });
      expect(await until(() => !children.some(isAlive))).to.equal(true);
    });
  }
});
