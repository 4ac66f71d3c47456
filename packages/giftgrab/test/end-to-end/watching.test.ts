import { expect } from 'chai';
import { fileWriter, invert, openFile, pipelineOf, testPattern } from '../../src';
import { makeClip, temporaryFolder } from './support/numbered-clips';

describe('a file on its way to another', () => {
  const file = temporaryFolder();

  it('is counted in every stage, by the names of files and filters', async () => {
    const [input, output] = [file('in.mp4'), file('out.mp4')];
    await makeClip(input, 12, '25', ['-c:v', 'libx264']);
    await using source = await openFile(input, { colour: 'BGRA' });
    await using target = fileWriter(output, { codec: 'H264', frameRate: source.frameRate });
    source.pipe(invert()).subscribe(target);
    await target.finished;
    const { nodes, links, paths } = pipelineOf(target).stats;
    expect(nodes.map(({ name, framesOut }) => [name, framesOut])).to.deep.equal([
      ['FileSource in.mp4', 12],
      ['invert', 12],
      ['FileWriter out.mp4', 12],
    ]);
    expect(nodes.every(({ bytes }) => bytes === 12 * source.cols * source.rows * 4)).to.equal(true);
    expect(links.map(({ ended }) => ended)).to.deep.equal([true, true]);
    expect(paths).to.have.lengthOf(1);
    expect(paths[0]).to.include({ frames: 12 });
    expect(paths[0]?.latency?.minMs).to.be.greaterThan(0);
    expect(pipelineOf(source).describe()).to.include('└─ FileWriter out.mp4');
  });

  it('goes by the name that it is given', async () => {
    const input = file('named.mp4');
    await makeClip(input, 2, '25', ['-c:v', 'libx264']);
    await using source = await openFile(input, { name: 'ward 3' });
    await using pattern = testPattern({ name: 'bars' });
    expect([source.name, pattern.name]).to.deep.equal(['ward 3', 'bars']);
    expect(pipelineOf(source).describe()).to.match(/^ward 3 +source/m);
  });
});
