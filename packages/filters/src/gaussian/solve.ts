/**
 * Solves a system of linear equations by elimination with pivots.
 *
 * @param rows - The equations: coefficients and, last, the right-hand side. Overwritten.
 * @returns The unknowns.
 */
export function solve(rows: Float64Array[]): Float64Array {
  const count = rows.length;
  for (let column = 0; column < count; column += 1) {
    let pivot = column;
    for (let y = column + 1; y < count; y += 1) {
      if (Math.abs(at(rows, y, column)) > Math.abs(at(rows, pivot, column))) pivot = y;
    }
    const chosen = rows[pivot] ?? new Float64Array(count + 1);
    rows[pivot] = rows[column] ?? chosen;
    rows[column] = chosen;
    for (let y = column + 1; y < count; y += 1) {
      const row = rows[y] ?? chosen;
      const factor = (row[column] ?? 0) / (chosen[column] ?? 1);
      for (let x = column; x <= count; x += 1) row[x] = (row[x] ?? 0) - factor * (chosen[x] ?? 0);
    }
  }
  const unknowns = new Float64Array(count);
  for (let y = count - 1; y >= 0; y -= 1) {
    let sum = at(rows, y, count);
    for (let x = y + 1; x < count; x += 1) sum -= at(rows, y, x) * (unknowns[x] ?? 0);
    unknowns[y] = sum / at(rows, y, y);
  }
  return unknowns;
}

function at(rows: readonly Float64Array[], y: number, x: number): number {
  return rows[y]?.[x] ?? 0;
}
