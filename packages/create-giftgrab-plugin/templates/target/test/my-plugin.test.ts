import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromIterable, Rational, TargetError, Timestamp, VideoFrame } from '@giftgrab/core';
import { expect } from 'chai';
import { myPlugin } from '../src/index';

const SPEC = { colour: 'GRAY8', cols: 2, rows: 1 } as const;

function* frames(): Generator<VideoFrame> {
  for (let index = 0; index < 3; index += 1) {
    const pts = new Timestamp(index, new Rational(1, 4));
    const frame = VideoFrame.alloc({ ...SPEC, index, pts });
    frame.data().set([index, index + 1]);
    yield frame;
  }
}

describe('myPlugin', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'my-plugin-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes a line for each frame, and says how many', async () => {
    const path = join(folder, 'means.csv');
    const target = await myPlugin({ path });
    fromIterable(frames, SPEC).subscribe(target);
    expect(await target.finished).to.deep.equal({ path, frames: 3, dropped: 0 });
    expect(readFileSync(path, 'utf8')).to.equal('0,0,0.500\n1,0.25,1.500\n2,0.5,2.500\n');
  });

  it('replaces a file only when it is told to', async () => {
    const path = join(folder, 'means.csv');
    await (await myPlugin({ path })).close();
    const error = await myPlugin({ path }).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(TargetError).with.property('code', 'TARGET_EXISTS');
    await (await myPlugin({ path }, { overwrite: true })).close();
  });
});
