import { editDistance } from '@giftgrab/core';

/**
 * The name that is most like another, if any is like it at all.
 *
 * @param name - What was asked for.
 * @param names - What there is.
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  const rated = names.map((candidate) => {
    const lower = candidate.toLowerCase();
    const isPart = lower.includes(wanted) || (lower !== '' && wanted.includes(lower));
    return { candidate, edits: isPart ? 0 : editDistance(wanted, lower) };
  });
  rated.sort((a, b) => a.edits - b.edits);
  const [best] = rated;
  // More than a third of the letters wrong is another word.
  const most = Math.max(1, Math.floor(wanted.length / 3));
  return best !== undefined && best.edits <= most ? best.candidate : undefined;
}
