import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { path as bundled } from '@ffmpeg-installer/ffmpeg';

/** Arguments that draw a moving picture. */
export function moving(size = '128x64', rate = '30', seconds = '0.5'): string[] {
  return ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=${seconds}`];
}

/** Arguments that make a tone. */
export function tone(seconds = '0.5'): string[] {
  return ['-f', 'lavfi', '-i', `sine=d=${seconds}`];
}

/** A folder for the clips of one test file, removed when its tests are over. */
export class ClipFolder {
  #path: string | undefined;

  /** The folder. */
  get path(): string {
    return (this.#path ??= mkdtempSync(join(tmpdir(), 'giftgrab-test-')));
  }

  /** A path in the folder. */
  file(name: string): string {
    return join(this.path, name);
  }

  /** Makes a clip with the bundled ffmpeg, unless there is one of that name. */
  make(name: string, ...args: readonly string[]): string {
    const path = this.file(name);
    if (existsSync(path)) return path;
    const run = spawnSync(bundled, ['-nostdin', '-v', 'error', '-y', ...args, `file:${path}`]);
    if (run.status !== 0) throw new Error(`No clip ${name}: ${String(run.stderr)}`);
    return path;
  }

  /** A clip that asks to be shown turned by a quarter. */
  turned(...codec: readonly string[]): string {
    const upright = this.make('upright.mp4', ...moving(), ...codec);
    return this.make('turned.mp4', '-i', upright, '-c', 'copy', '-metadata:s:v', 'rotate=90');
  }

  /** A copy of a clip that ends after a part of its bytes. */
  cut(path: string, name: string, part: number): string {
    const copy = this.file(name);
    copyFileSync(path, copy);
    const file = openSync(copy, 'r+');
    // Not at the border of a packet of MPEG-TS, where nothing could tell that it is cut.
    const size = Math.floor(statSync(copy).size * part);
    ftruncateSync(file, size % 188 === 0 ? size + 1 : size);
    closeSync(file);
    return copy;
  }

  /** A copy of a clip in which some bytes, from a part of its length on, are others. */
  damage(path: string, name: string, part: number, bytes: Uint8Array): string {
    const copy = this.file(name);
    copyFileSync(path, copy);
    const file = openSync(copy, 'r+');
    writeSync(file, bytes, 0, bytes.length, Math.floor(statSync(copy).size * part));
    closeSync(file);
    return copy;
  }

  /** Removes the folder. */
  remove(): void {
    if (this.#path !== undefined) rmSync(this.#path, { recursive: true, force: true });
    this.#path = undefined;
  }
}

/** A folder for clips, removed when the surrounding `describe` is over. */
export function useClips(): ClipFolder {
  const folder = new ClipFolder();
  after(() => folder.remove());
  return folder;
}
