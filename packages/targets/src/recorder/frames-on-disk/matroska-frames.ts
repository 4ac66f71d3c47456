import { ElementWalk, type Element } from './walk-elements';

// IDs of RFC 9559, with the bits that say how long they are.
const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const SIMPLE_BLOCK = 0xa3;
const BLOCK_GROUP = 0xa0;

/** Counts the frames of a Matroska or WebM file. */
export class MatroskaFrames extends ElementWalk {
  constructor() {
    super(readElementHeader);
  }
}

function readElementHeader(bytes: Buffer): Element | undefined {
  const idLength = lengthOf(bytes[0]);
  const sizeLength = lengthOf(bytes[idLength]);
  const headerLength = idLength + sizeLength;
  if (idLength === 0 || sizeLength === 0 || headerLength > bytes.length) return undefined;
  const id = unsigned(bytes[0] ?? 0, bytes.subarray(1, idLength));
  // The first bit that is set only says how long the number is.
  const first = (bytes[idLength] ?? 0) & (0xff >> sizeLength);
  const size = unsigned(first, bytes.subarray(idLength + 1, headerLength));
  // The sizes of these may be unknown until they are complete.
  const isParent = id === SEGMENT || id === CLUSTER;
  const isFrame = id === SIMPLE_BLOCK || id === BLOCK_GROUP;
  return { headerLength, size, isParent, isFrame };
}

/** How many bytes a number has that begins with this one; 0 where it is none. */
function lengthOf(first: number | undefined): number {
  return first === undefined || first === 0 ? 0 : Math.clz32(first) - 23;
}

function unsigned(first: number, others: Buffer): number {
  return others.reduce((value, byte) => value * 256 + byte, first);
}
