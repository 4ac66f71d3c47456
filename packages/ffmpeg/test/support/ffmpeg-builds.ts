import { spawn, spawnSync } from 'node:child_process';

import { path as bundled } from '@ffmpeg-installer/ffmpeg';

/** The builds that everything has to work with: the bundled one, and the system's if there is one. */
export const FFMPEG_BUILDS: readonly { readonly name: string; readonly path: string }[] = [
  { name: 'the bundled ffmpeg', path: bundled },
  ...(spawnSync('ffmpeg', ['-version']).status === 0
    ? [{ name: "the system's ffmpeg", path: 'ffmpeg' }]
    : []),
];

/** What a finished run left. */
export interface FfmpegRun {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly code: number | null;
}

/** Runs ffmpeg quietly to its end, with warnings on standard error. */
export function runFfmpeg(
  path: string,
  args: readonly string[],
  stdin: readonly Uint8Array[] = [],
): Promise<FfmpegRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, ['-hide_banner', '-v', 'warning', '-y', ...args]);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      // How to pass frames on unchanged has another name in later versions, which say so each time.
      const lines = Buffer.concat(stderr).toString().split('\n');
      const told = lines.filter((line) => !line.includes('-vsync is deprecated')).join('\n');
      resolve({ stdout: Buffer.concat(stdout), stderr: told, code });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(Buffer.concat(stdin));
  });
}
