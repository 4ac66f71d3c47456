import { spawnSync } from 'node:child_process';

import { path as bundled } from '@ffmpeg-installer/ffmpeg';

/** An ffmpeg that everything has to work with. */
export interface FfmpegBuild {
  readonly name: string;
  readonly path: string;
}

/** The bundled build, which is always there. */
export const BUNDLED: FfmpegBuild = { name: 'the bundled ffmpeg', path: bundled };

/** The bundled build, and the system's if there is one. */
export const FFMPEG_BUILDS: readonly FfmpegBuild[] = [
  BUNDLED,
  ...(spawnSync('ffmpeg', ['-version']).status === 0
    ? [{ name: "the system's ffmpeg", path: 'ffmpeg' }]
    : []),
];
