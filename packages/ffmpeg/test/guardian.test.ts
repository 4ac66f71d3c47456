// What becomes of children when Node is ended in a way that it cannot notice.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'chai';
import { useClips } from './support/clips';
import { countFrames } from './support/count-frames';
import { FFMPEG_BUILDS } from './support/ffmpeg-builds';
import { childrenOf, isAlive, until } from './support/traces';

describe('guard', () => {
  const clips = useClips();

  for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      it(`ends readers, and lets encoders finish their file, when Node is ended by ${signal}: ${name}`, async () => {
        const output = clips.file(`${signal}-${name}.mkv`);
        const program = join(__dirname, 'programs', 'run-children.ts');
        const node = ['-r', 'ts-node/register/transpile-only', '--conditions=@giftgrab/source'];
        const child = spawn(process.execPath, [...node, program, ffmpeg, output]);
        const [line] = (await once(child.stdout, 'data')) as [Buffer];
        const pids = JSON.parse(line.toString()) as number[];
        const all = [...childrenOf(child.pid ?? 0), ...pids.flatMap(childrenOf)].map(
          ({ pid }) => pid,
        );
        expect(all).to.include.members(pids);
        // The stubborn one's own child, and the guardian.
        expect(all.length).to.be.at.least(4);
        child.kill(signal);
        await once(child, 'close');
        expect(await until(() => !all.some(isAlive), 40_000), 'a child is left').to.equal(true);
        expect(countFrames(output)).to.equal(100);
      });
    }
  }
});
