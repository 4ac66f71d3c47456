import { Rational } from '@giftgrab/core';

/**
 * A value as a line of JSON: errors with what they say, fractions as `30000/1001`.
 *
 * @param value - Any plain value.
 * @param indent - Spaces of indentation, for several lines.
 */
export function jsonLine(value: unknown, indent?: number): string {
  return JSON.stringify(value, plain, indent);
}

function plain(_: string, value: unknown): unknown {
  if (value instanceof Rational) return value.toString();
  if (!(value instanceof Error)) return value;
  const { name, message } = value;
  return { name, message, ...('code' in value && { code: value.code }) };
}
