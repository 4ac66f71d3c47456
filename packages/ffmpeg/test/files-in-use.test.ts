import { linkSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import { fileUse, noteFileUse } from '@giftgrab/ffmpeg';

describe('noteFileUse', () => {
  const folder = mkdtempSync(join(tmpdir(), 'giftgrab-use-'));
  after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a.mp4');
  writeFileSync(path, 'a');

  it('knows a file by every name it has', () => {
    symlinkSync(path, join(folder, 'soft.mp4'));
    linkSync(path, join(folder, 'hard.mp4'));
    const done = noteFileUse(path, 'read');
    const names = [
      path,
      join(folder, 'soft.mp4'),
      join(folder, 'hard.mp4'),
      relative(process.cwd(), path),
    ];
    expect(names.map(fileUse)).to.deep.equal(['read', 'read', 'read', 'read']);
    expect(fileUse(join(folder, 'other.mp4'))).to.equal(undefined);
    done();
    expect(names.map(fileUse)).to.deep.equal([undefined, undefined, undefined, undefined]);
  });

  it('forgets a file when its last user is done, who may say so twice', () => {
    const one = noteFileUse(path, 'read');
    const two = noteFileUse(path, 'read');
    one();
    one();
    expect(fileUse(path)).to.equal('read');
    two();
    expect(fileUse(path)).to.equal(undefined);
  });
});
