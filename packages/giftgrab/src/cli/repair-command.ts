import { statSync } from 'node:fs';
import { findUnfinished, repairRecording, type RepairReport } from '@giftgrab/targets';
import { jsonLine } from './json-line';

/** What `giftgrab repair` may be told. */
export interface RepairFlags {
  readonly json?: boolean;
  readonly list?: boolean;
  readonly ffmpeg?: string;
}

/**
 * `giftgrab repair FILE|FOLDER…`: finishes recordings that were left unfinished. One that cannot be repaired does not keep the others from
 * it.
 *
 * @returns The exit code: 0 when all are repaired.
 */
export async function repairCommand(
  places: readonly string[],
  flags: RepairFlags,
): Promise<number> {
  const paths = (await Promise.all(places.map(recordingsAt))).flat();
  if (flags.list === true) {
    if (flags.json === true) console.log(jsonLine(paths, 2));
    else if (paths.length > 0) console.log(paths.join('\n'));
    return 0;
  }
  const { ffmpeg } = flags;
  const repaired: RepairReport[] = [];
  let failures = 0;
  for (const path of paths) {
    try {
      const report = await repairRecording(path, ffmpeg === undefined ? {} : { ffmpeg });
      repaired.push(report);
      if (flags.json !== true) console.log(`${report.path}: ${report.frames} frames`);
    } catch (error) {
      failures += 1;
      console.error(`giftgrab: ${(error as Error).message}`);
    }
  }
  if (flags.json === true) console.log(jsonLine(repaired, 2));
  else if (paths.length === 0) console.log('There is nothing to repair.');
  return failures === 0 ? 0 : 1;
}

async function recordingsAt(place: string): Promise<readonly string[]> {
  const isFolder = statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? (await findUnfinished(place)).map(({ path }) => path) : [place];
}
