import { expect } from 'chai';
import * as fc from 'fast-check';
import { GiftGrabError } from '../../src/errors';
import { FrameMemory, type MemoryBlock } from '../../src/frames/frame-memory';
import { webAssembly } from '../../src/web-assembly';

const PAGE = 65_536;

function smallMemory(maximumPages: number): FrameMemory {
  return new FrameMemory(
    new webAssembly.Memory({ initial: 1, maximum: maximumPages, shared: true }),
  );
}

describe('FrameMemory', () => {
  it('never hands out memory twice, whatever is asked for and given back', () => {
    const step = fc.oneof(
      fc.record({ take: fc.constantFrom(1, 7, 64, 100, 4096, 30_000, 65_536, 100_000) }),
      fc.record({ give: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const memory = smallMemory(200);
        const held: { block: MemoryBlock; mark: number }[] = [];
        let mark = 0;
        for (const move of steps) {
          if ('take' in move) {
            const block = memory.allocate(move.take);
            mark = (mark + 1) & 255;
            expect(block.bytes).to.have.lengthOf(move.take);
            expect(block.bytes.byteOffset).to.equal(block.ptr);
            expect(block.ptr % 64).to.equal(0);
            expect(block.ptr).to.be.greaterThan(0);
            block.bytes.fill(mark);
            held.push({ block, mark });
          } else if (held.length > 0) {
            const [gone] = held.splice(move.give % held.length, 1);
            if (gone !== undefined) memory.free(gone.block);
          }
          expect(memory.blocksInUse).to.equal(held.length);
          for (const { block, mark: own } of held) {
            expect(block.bytes[0]).to.equal(own);
            expect(block.bytes.at(-1)).to.equal(own);
          }
        }
        const sorted = held.map(({ block }) => block).sort((a, b) => a.ptr - b.ptr);
        for (const [i, block] of sorted.entries()) {
          const end = block.ptr + block.bytes.length;
          expect(sorted[i + 1]?.ptr ?? Infinity).to.be.at.least(end + 64);
        }
        for (const { block } of held) memory.free(block);
        expect(memory.blocksInUse).to.equal(0);
      }),
      { numRuns: 60 },
    );
  });

  it('hands a block of the same size out again, with the same view', () => {
    const memory = smallMemory(4);
    const block = memory.allocate(1000);
    memory.free(block);
    expect(memory.allocate(1000)).to.equal(block);
  });

  it('merges what was given back before it grows: a change of size leaks nothing', () => {
    const memory = smallMemory(8);
    for (let round = 0; round < 50; round += 1) {
      const size = 5000 + round * 1000;
      const blocks = [0, 1, 2].map(() => memory.allocate(size));
      for (const block of blocks) memory.free(block);
    }
    expect(memory.memory.buffer.byteLength).to.be.at.most(8 * PAGE);
  });

  it('keeps old views valid when it grows', () => {
    const memory = smallMemory(16);
    const block = memory.allocate(100);
    block.bytes.fill(9);
    memory.allocate(5 * PAGE);
    expect(block.bytes[99]).to.equal(9);
  });

  it('says so when it is full, and goes on when something comes back', () => {
    const memory = smallMemory(2);
    const block = memory.allocate(PAGE);
    expect(() => memory.allocate(PAGE)).to.throw(GiftGrabError, 'Frame memory is full: 1 frames');
    expect(memory.blocksInUse).to.equal(1);
    memory.free(block);
    expect(memory.allocate(PAGE + 10).bytes).to.have.lengthOf(PAGE + 10);
  });
});
