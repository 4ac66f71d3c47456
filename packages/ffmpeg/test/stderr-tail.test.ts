import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { StderrTail } from '../src/stderr-tail';

async function tailOf(
  chunks: readonly string[],
  consume?: (line: string) => boolean,
): Promise<readonly string[]> {
  const stream = new PassThrough();
  const tail = new StderrTail(stream, consume);
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await finished(stream);
  return tail.lines;
}

describe('StderrTail', () => {
  it('keeps lines, whatever ends them, and the one that nothing ends', async () => {
    expect(await tailOf(['one\ntwo\r\nthree\rfo', 'ur'])).to.deep.equal([
      'one',
      'two',
      'three',
      'four',
    ]);
  });

  it('finds the same lines however they are cut to pieces', async () => {
    const text = 'first line\nsecond ünïcode 動画\n\n  third\nlast';
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 8 }),
        async (cuts) => {
          const at = [0, ...cuts.sort((a, b) => a - b), text.length];
          const chunks = at.slice(1).map((end, i) => text.slice(at[i], end));
          expect(await tailOf(chunks)).to.deep.equal([
            'first line',
            'second ünïcode 動画',
            '  third',
            'last',
          ]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps the last 50, none longer than 2000 characters', async () => {
    const lines = await tailOf([...Array(1000).keys()].map((i) => `line ${i}\n`));
    expect(lines).to.have.length(50);
    expect([lines[0], lines[49]]).to.deep.equal(['line 950', 'line 999']);
    const [long] = await tailOf(Array<string>(100).fill('x'.repeat(1000)));
    expect(long).to.have.length(2000);
  });

  it('leaves out what its listener consumes, and masks passwords', async () => {
    const heard: string[] = [];
    const lines = await tailOf(['frame=1\nrtsp://u:p@host/ failed\n'], (line) => {
      heard.push(line);
      return line.startsWith('frame=');
    });
    expect(heard).to.deep.equal(['frame=1', 'rtsp://***@host/ failed']);
    expect(lines).to.deep.equal(['rtsp://***@host/ failed']);
  });
});
