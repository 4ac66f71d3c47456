const LONGEST = 60;

/** A name as it can be shown in a line: no control characters, not too long. */
export function shownName(name: string): string {
  // Control characters and halves of characters.
  const line = name.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ').trim();
  const characters = [...line];
  return characters.length <= LONGEST ? line : `${characters.slice(0, LONGEST - 1).join('')}…`;
}

/** A figure with about three digits. */
export function shownFigure(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}
