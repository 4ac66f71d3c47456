import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import {
  filter,
  frameBytes,
  frameMemory,
  fromIterable,
  iterateFrames,
  toReadable,
  toReadableStream,
  toWritable,
  toWritableStream,
} from '@giftgrab/core';
import { fromBytes, openFile, testPattern } from '@giftgrab/sources';
import { byteWriter, fileWriter } from '@giftgrab/targets';
import { expect } from 'chai';
import { frameNumbers, makeClip, temporaryFolder } from './support/numbered-clips';

const COUNT = 40;
const NUMBERS = [...Array(COUNT).keys()];

describe('streams of other libraries', () => {
  const file = temporaryFolder();
  let blocks = 0;
  before(() => makeClip(file('in.mp4'), COUNT, '25', ['-c:v', 'libx264', '-crf', '12']));
  beforeEach(() => (blocks = frameMemory.blocksInUse));
  afterEach(() => expect(frameMemory.blocksInUse).to.be.at.most(blocks));

  it('carry a file to a file, by Node and by the Web', async () => {
    for (const [name, carry] of [
      ['node.mkv', (from, to) => pipeline(toReadable(from, { as: 'frames' }), toWritable(to))],
      [
        'web.mkv',
        (from, to) => toReadableStream(from, { as: 'frames' }).pipeTo(toWritableStream(to)),
      ],
    ] satisfies [string, (from: Source, to: Target) => Promise<void>][]) {
      await using source = await openFile(file('in.mp4'));
      const target = fileWriter(file(name), { codec: 'FFV1', frameRate: source.frameRate });
      await carry(source, target);
      expect(await target.finished).to.include({ frames: COUNT, dropped: 0 });
      expect(await frameNumbers(file(name))).to.deep.equal(NUMBERS);
    }
  });

  it('carry raw bytes through a file and two programs, and back', async () => {
    await using source = await openFile(file('in.mp4'), { colour: 'I420' });
    const { cols, rows, frameRate } = source;
    await pipeline(toReadable(source, { as: 'bytes' }), createWriteStream(file('frames.yuv')));
    const programs = [0, 1].map(() => spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] }));
    const spec = { colour: 'I420', cols, rows, frameRate } as const;
    const [first, second] = programs;
    if (first === undefined || second === undefined) throw new Error('no programs');
    first.stdout.pipe(second.stdin);
    fromBytes(createReadStream(file('frames.yuv')), spec).attach(byteWriter(first.stdin));
    const target = fileWriter(file('back.mkv'), { codec: 'FFV1', frameRate });
    fromBytes(second.stdout, spec).attach(target);
    expect(await target.finished).to.include({ frames: COUNT });
    expect(await frameNumbers(file('back.mkv'))).to.deep.equal(NUMBERS);
  });

  it('are bounded however slowly a loop pulls, filters and all', async () => {
    await using source = await openFile(file('in.mp4'), { budget: { frames: 4 } });
    const passing = filter((frame) => frame);
    const seen: number[] = [];
    const chained = fromIterable(iterateFrames(source.pipe(passing)), {
      ...(await specOf(file('in.mp4'))),
      budget: { frames: 2 },
    });
    for await (const frame of iterateFrames(chained.pipe(passing))) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      expect(frameMemory.blocksInUse - blocks).to.be.at.most(6);
      seen.push(frame.index);
    }
    expect(seen).to.deep.equal(NUMBERS);
  });

  it('give the same bytes whichever way they are asked for', async () => {
    const make = () => testPattern({ colour: 'BGRA', cols: 30, rows: 21, frames: 9, pace: 'asap' });
    const looped: Uint8Array[] = [];
    for await (const frame of iterateFrames(make())) looped.push(frameBytes(frame));
    const read: Uint8Array[] = [];
    for await (const chunk of toReadable(make(), { as: 'bytes' })) read.push(chunk as Uint8Array);
    expect(Buffer.concat(read).equals(Buffer.concat(looped))).to.equal(true);
  });
});

type Source = Awaited<ReturnType<typeof openFile>>;
type Target = ReturnType<typeof fileWriter>;

async function specOf(path: string): Promise<Pick<Source, 'colour' | 'cols' | 'rows'>> {
  await using source = await openFile(path);
  const { colour, cols, rows } = source;
  return { colour, cols, rows };
}
