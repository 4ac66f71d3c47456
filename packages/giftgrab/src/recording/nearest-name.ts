import { editDistance } from '@giftgrab/core';

/**
 * The name that somebody most likely meant.
 *
 * @param written - What was written.
 * @param known - The names there are.
 * @returns `undefined` when none is near.
 */
export function nearestName(written: string, known: Iterable<string>): string | undefined {
  const wanted = plain(written);
  let nearest: string | undefined;
  let fewest = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of known) {
    const changes = editDistance(wanted, plain(name));
    if (changes >= fewest) continue;
    fewest = changes;
    nearest = name;
  }
  return nearest;
}

/** `frame_rate`, `frame-rate` and `FrameRate` are `frameRate`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
