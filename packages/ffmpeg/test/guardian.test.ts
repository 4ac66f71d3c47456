// What becomes of children when Node is ended in a way that it cannot notice.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { useClips } from './support/clips';
import { countFrames } from './support/count-frames';
import { FFMPEG_BUILDS } from './support/ffmpeg-builds';
import { childrenOf, isAlive, until } from './support/traces';

/** Starts a program in a Node of its own, which prints the pids of its children. */
async function run(
  program: string,
  ...args: readonly string[]
): Promise<{ readonly child: ChildProcess; readonly pids: readonly number[] }> {
  const node = ['-r', 'ts-node/register/transpile-only', '--conditions=@giftgrab/source'];
  const path = join(__dirname, 'programs', program);
  const child = spawn(process.execPath, [...node, path, ...args]);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, pids: JSON.parse(line.toString()) as number[] };
}

describe('guard', () => {
  const clips = useClips();

  for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      it(`ends readers, and lets encoders finish their file, when Node is ended by ${signal}: ${name}`, async () => {
        const output = clips.file(`${signal}-${name}.mkv`);
        const { child, pids } = await run('run-children.ts', ffmpeg, output);
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

  it('ends writers that hang, and leaves one that works on its file its time', async () => {
    const enough = clips.file('enough');
    const output = clips.file('output');
    const { child, pids } = await run('run-writers.ts', enough, output);
    const working = pids[2] ?? 0;
    const hung = pids.slice(0, 2);
    for (const pid of pids.slice(0, 2)) {
      await until(() => childrenOf(pid).length === 2);
      hung.push(...childrenOf(pid).map((child) => child.pid));
    }
    expect(hung).to.have.length(6);
    const guardian = childrenOf(child.pid ?? 0).filter(({ pid }) => !pids.includes(pid));
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(await until(() => !hung.some(isAlive)), 'one that hangs is left').to.equal(true);
    expect(isAlive(working), 'one that works').to.equal(true);
    writeFileSync(enough, '');
    const rest = [working, ...guardian.map(({ pid }) => pid)];
    expect(await until(() => !rest.some(isAlive)), 'a process is left').to.equal(true);
    expect(readFileSync(output, 'utf8')).to.equal('complete\n');
  });
});
