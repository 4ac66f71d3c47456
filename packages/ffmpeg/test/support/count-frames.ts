import { spawnSync } from 'node:child_process';
import { path as bundledProbe } from '@ffprobe-installer/ffprobe';

/** How many frames of a file can be decoded. */
export function countFrames(path: string): number {
  const args = ['-v', 'error', '-count_frames', '-show_entries', 'stream=nb_read_frames'];
  const { stdout } = spawnSync(bundledProbe, [...args, '-of', 'csv=p=0', path]);
  return Number(String(stdout).trim());
}
