import { expect } from 'chai';
import {
  codeBlocks,
  documents,
  drawingAfter,
  exampleBlocks,
  replaceDrawing,
  type CodeBlock,
} from './support/code-blocks';
import { DocumentedPrograms, type ProgramRun } from './support/documented-programs';

/** How many run at a time. */
const AT_ONCE = 2;

/** Whether the drawing below code that draws is what it draws, but for numbers and what has ended; GIFTGRAB_UPDATE=1 makes it so. */
function checkDrawing(block: CodeBlock, printed: string): void {
  const [drawn] = /^flowchart LR\n(?: {2}.*\n)+/m.exec(printed) ?? [];
  const shown = drawingAfter(block);
  if (drawn === undefined || shown === undefined) return;
  const withoutNumbers = (text: string): string =>
    text.replaceAll('-.->', '-->').replaceAll(/[\d.]+/g, '0');
  if (withoutNumbers(shown) === withoutNumbers(drawn)) return;
  if (process.env['GIFTGRAB_UPDATE'] === '1') replaceDrawing(block.document, shown, drawn);
  else expect(shown, 'GIFTGRAB_UPDATE=1 npm test -- … redraws it').to.equal(drawn);
}

describe('the code in the documents', function () {
  this.timeout(240_000);
  const blocks = documents().flatMap(codeBlocks);
  const toRun = blocks.filter(({ whyNotRun }) => whyNotRun === undefined);
  const programs = new DocumentedPrograms();
  const runs = new Map<CodeBlock, Promise<ProgramRun>>();

  before(async () => {
    await programs.prepare();
    runAll(toRun);
  });

  after(() => {
    programs.remove();
    const others = blocks.length - toRun.length;
    console.log(`      ${toRun.length} blocks were run, ${others} are marked as not to be.`);
  });

  for (const block of toRun) {
    it(`runs: ${block.document}:${block.line}`, async () => {
      const run = await runs.get(block);
      expect(run?.stderr).to.equal('');
      checkDrawing(block, run?.stdout ?? '');
      // One that was told to stop either does not listen, or ends as it should.
      expect(run?.ended).to.be.oneOf(run?.wasStopped === true ? ['SIGINT', 0] : [0]);
    });
  }

  it('runs, with all examples of the API reference', async () => {
    const examples = exampleBlocks();
    const isCell = ({ text }: CodeBlock): boolean => text.includes("'@giftgrab/notebook'");
    const rest = examples.filter((example) => !isCell(example));
    expect(rest.length).to.be.greaterThan(100);
    const { ended, stderr } = await programs.runTogether(rest);
    expect(ended, stderr).to.equal(0);
    for (const cell of examples.filter(isCell)) {
      const run = await programs.run(cell);
      expect(run.ended, run.stderr).to.equal(0);
    }
  });

  it('would not pass with code that fails', async () => {
    const { ended, stderr } = await programs.run({
      document: 'README.md',
      line: 1,
      text: "void Promise.reject(new Error('no light'));",
      whyNotRun: undefined,
    });
    expect(ended).to.equal(1);
    expect(stderr).to.contain('no light');
  });

  for (const { document, line, whyNotRun } of blocks) {
    if (whyNotRun !== undefined) it(`is not run: ${document}:${line}, ${whyNotRun}`);
  }

  /** Starts some at once, and the next where one has ended. */
  function runAll(waiting: readonly CodeBlock[]): void {
    const slots = Array.from({ length: AT_ONCE }, () => Promise.resolve<unknown>(undefined));
    waiting.forEach((block, i) => {
      const run = (slots[i % AT_ONCE] ?? Promise.resolve()).then(() => programs.run(block));
      runs.set(block, run);
      slots[i % AT_ONCE] = run.catch(() => undefined);
    });
  }
});
