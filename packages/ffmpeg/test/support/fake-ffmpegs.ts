import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { path as bundled } from '@ffmpeg-installer/ffmpeg';

/** Says its version as ffmpeg does. */
const ANSWER = `if [ "$1" = -version ]; then
  echo 'ffmpeg version 9.9-fake'
  echo 'libavformat    59. 16.100 / 59. 16.100'
  exit 0
fi`;

/** Programs that pretend to be ffmpeg and go wrong in one way each. */
export class FakeFfmpegs {
  #folder: string | undefined;

  /** Writes a file and makes it executable. */
  write(content: string, mode = 0o755): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'giftgrab-fake-'));
    const path = join(mkdtempSync(join(this.#folder, 'bin-')), 'ffmpeg');
    writeFileSync(path, content);
    chmodSync(path, mode);
    return path;
  }

  /**
   * A program that tells its version as ffmpeg does and otherwise runs a script.
   *
   * @param script - Shell; `$REAL` is a real ffmpeg.
   */
  make(script: string): string {
    return this.write(`#!/bin/sh\nREAL='${bundled}'\n${ANSWER}\n${script}\n`);
  }

  /** Removes them all. */
  remove(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}
