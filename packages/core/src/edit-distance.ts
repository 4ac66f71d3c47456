/**
 * How many letters have to be put in, taken out or replaced to make one text of another: for advice on misspelt names.
 *
 * @param from - The one text.
 * @param to - The other.
 * @see Levenshtein's distance
 */
export function editDistance(from: string, to: string): number {
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
