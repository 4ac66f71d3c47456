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

/** How many letters have to be put in, taken out or replaced to make one text of the other. */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let col = 1; col <= to.length; col += 1) {
      const replaced = (above[col - 1] ?? 0) + (from[row - 1] === to[col - 1] ? 0 : 1);
      const shifted = Math.min(above[col] ?? 0, current[col - 1] ?? 0) + 1;
      current.push(Math.min(replaced, shifted));
    }
    above = current;
  }
  return above[to.length] ?? 0;
}
