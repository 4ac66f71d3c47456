import type { Random } from '../../../core/test/support/random';

/** Cuts, flips, doubles, leaves out, or makes up some of the bytes, at the front more often than elsewhere. */
export function mutate(original: Buffer, random: Random): Buffer {
  const places = random.pick([64, 512, original.length]) - 1;
  const at = (): number => random.integer(0, Math.min(places, original.length - 1));
  const bytes = Buffer.from(original);
  const [from, length] = [at(), random.integer(1, 400)];
  switch (random.integer(0, 6)) {
    case 0:
      return bytes.subarray(0, random.integer(0, bytes.length));
    case 1:
      for (let i = random.integer(1, 4); i > 0; i -= 1) flip(bytes, at(), random);
      return bytes;
    case 2:
      for (let i = random.integer(5, 200); i > 0; i -= 1) flip(bytes, at(), random);
      return bytes;
    case 3:
      return Buffer.concat([bytes.subarray(0, from), noise(length, random), bytes.subarray(from)]);
    case 4:
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + length)]);
    case 5:
      return Buffer.concat([bytes.subarray(0, from + length), bytes.subarray(from)]);
    default:
      bytes.fill(random.pick([0, 255]), from, Math.min(bytes.length, from + length));
      return bytes;
  }
}

function flip(bytes: Buffer, at: number, random: Random): void {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(0, 7));
}

/** Random bytes. */
export function noise(length: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length }, () => random.integer(0, 255)));
}
