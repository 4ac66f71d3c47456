import { expect } from 'chai';
import { codeBlocks, documents, type CodeBlock } from './support/code-blocks';
import { DocumentedPrograms, type ProgramRun } from './support/documented-programs';

/** How many run at a time. */
const AT_ONCE = 2;

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
      // One that was told to stop either does not listen, or ends as it should.
      expect(run?.ended).to.be.oneOf(run?.wasStopped === true ? ['SIGINT', 0] : [0]);
    });
  }

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
