import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import sharp from 'sharp';
import type { CellOutput } from '../../src/file/notebook-format';
import { runNotebook } from '../../src/run/run-notebook';
import { notebookFolder, type NotebookFolder, type TestCell } from '../support/notebooks';

const GREY = `
  import { VideoFrame } from '@giftgrab/core';
  import { display } from '@giftgrab/notebook';
  const frame = VideoFrame.alloc({ colour: 'GRAY8', cols: 16, rows: 8 });
  frame.data().fill(100);
  await display(frame);`;

/** A stored picture of one grey. */
async function stored(grey: number, cols = 16, type = 'image/png'): Promise<CellOutput> {
  const background = { r: grey, g: grey, b: grey };
  const picture = sharp({ create: { width: cols, height: 8, channels: 3, background } });
  const png = (await picture.png().toBuffer()).toString('base64');
  const data = { [type]: png, 'text/plain': [`picture, 16×8`] };
  return { output_type: 'display_data', data, metadata: {} };
}

const prints = (text: string): CellOutput => ({
  output_type: 'stream',
  name: 'stdout',
  text: [text],
});

describe('runNotebook that checks', () => {
  let folder: NotebookFolder;

  before(() => {
    folder = notebookFolder();
  });

  after(() => {
    folder.remove();
  });

  /** What the check finds; the file has to be as it was. */
  async function check(...cells: readonly TestCell[]): Promise<string | undefined> {
    const path = folder.write('a.ipynb', cells);
    const before = readFileSync(path, 'utf8');
    const problem = await runNotebook(path, { check: true }).then(
      () => undefined,
      (error: unknown) => (error as Error).message.replaceAll(path, 'a.ipynb'),
    );
    expect(readFileSync(path, 'utf8')).to.equal(before);
    return problem;
  }

  it('finds nothing where the outputs are those stored', async () => {
    const cell = { source: "console.log('a')", outputs: [prints('a\n')] };
    expect(await check(cell, { source: GREY, outputs: [await stored(100)] })).to.equal(undefined);
  });

  it('finds texts that differ, in every cell', async () => {
    const problem = await check(
      { source: "console.log('a\\nb')", outputs: [prints('a\nc\n')] },
      { source: "console.log('same')", outputs: [prints('same\n')] },
      { source: "console.log('a')", outputs: [prints('a\nb\n')] },
    );
    expect(problem?.split('\n')).to.deep.equal([
      'a.ipynb, cell 1: line 2 of its output is "b"; stored is "c"',
      'a.ipynb, cell 3: line 2 of its output is ""; stored is "b"',
    ]);
  });

  it('finds outputs that are missing or new', async () => {
    expect(await check("console.log('a')")).to.equal(
      'a.ipynb, cell 1: shows stdout; stored is nothing',
    );
    expect(await check({ source: 'void 0', outputs: [prints('a')] })).to.match(
      /shows nothing; stored is stdout/,
    );
    const jpeg = await stored(100, 16, 'image/jpeg');
    expect(await check({ source: GREY, outputs: [jpeg] })).to.match(
      /shows image\/png\+text\/plain; stored is image\/jpeg\+text\/plain/,
    );
  });

  it('lets pictures differ a little, and no more', async () => {
    expect(await check({ source: GREY, outputs: [await stored(104)] })).to.equal(undefined);
    expect(await check({ source: GREY, outputs: [await stored(105)] })).to.match(
      /cell 1: its picture differs from the stored one by 5\.0 of 255 on average; up to 4 are allowed/,
    );
    expect(await check({ source: GREY, outputs: [await stored(100, 17)] })).to.match(
      /its picture is 16×8; stored is 17×8/,
    );
  });

  it('wants no more than the kinds of outputs of cells tagged nondeterministic', async () => {
    const metadata = { tags: ['nondeterministic'] };
    const source = 'console.log(Date.now())';
    expect(await check({ source, metadata, outputs: [prints('1\n')] })).to.equal(undefined);
    expect(await check({ source, metadata })).to.match(/cell 1: shows stdout; stored is nothing/);
  });

  it('has stored outputs that are the same kept byte by byte, where it writes', async () => {
    const [near, far] = [await stored(102), await stored(50)];
    const tags = { tags: ['nondeterministic'] };
    const again = 'await display(frame);';
    const path = folder.write('b.ipynb', [
      { source: GREY, outputs: [near] },
      { source: again, outputs: [far] },
      { source: again, outputs: [near], metadata: tags },
    ]);
    await runNotebook(path);
    expect(folder.outputs('b.ipynb', 1)).to.deep.equal([near]);
    expect(folder.outputs('b.ipynb', 2)).to.not.deep.equal([far]);
    expect(folder.outputs('b.ipynb', 3)).to.deep.equal(folder.outputs('b.ipynb', 2));
  });
});
