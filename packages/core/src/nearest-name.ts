import { editDistance } from './edit-distance';
import { describe } from './errors';

/**
 * The name that somebody most likely meant.
 *
 * @param written - What was written.
 * @param known - The names there are.
 * @returns `undefined` when none is near. Capitals and signs between words make no difference.
 */
export function nearestName(written: string, known: Iterable<string>): string | undefined {
  const wanted = plain(written);
  let nearest: string | undefined;
  // More than a third of the letters wrong, or all of them, is another word.
  let fewest = Math.min(wanted.length, Math.max(1, Math.floor(wanted.length / 3)) + 1);
  for (const name of known) {
    const changes = editDistance(wanted, plain(name));
    if (changes >= fewest) continue;
    fewest = changes;
    nearest = name;
  }
  return nearest;
}

/**
 * Advice for a name that is not known.
 *
 * @param written - What was written.
 * @param known - The names there are.
 * @returns `Did you mean "sigma"?`, or an empty text when no name is near.
 */
export function didYouMean(written: unknown, known: Iterable<string>): string {
  const nearest = typeof written === 'string' ? nearestName(written, known) : undefined;
  return nearest === undefined ? '' : `Did you mean ${describe(nearest)}?`;
}

/**
 * What names of filters, sources and targets are told apart by: capitals, signs between words and the word Filter make no difference.
 *
 * @param name - The name.
 */
export function nameKey(name: string): string {
  return plain(name).replace('filter', '');
}

/** `frame_rate`, `frame-rate` and `FrameRate` are `frameRate`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
