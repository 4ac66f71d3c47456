import { InvalidArgumentError } from 'commander';

/** A flag that may be given several times. */
export function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

/** A number. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) {
    throw new InvalidArgumentError('It is not a number.');
  }
  return value;
}

/** Bits, with a unit if need be: `800k`, `5M`. */
export function bits(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(text);
  if (match === null) {
    throw new InvalidArgumentError('It is not a number of bits, such as 800k or 5M.');
  }
  const unit = { k: 1e3, M: 1e6 }[match[2] ?? ''] ?? 1;
  return Math.round(Number(match[1]) * unit);
}
