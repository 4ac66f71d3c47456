import { ElementWalk, type Element } from './walk-elements';

/** Counts the frames of an AVI file, of more than 2 GB as well: that is a sequence of RIFF chunks. */
export class AviFrames extends ElementWalk {
  constructor() {
    super(readChunkHeader);
  }
}

function readChunkHeader(bytes: Buffer): Element | undefined {
  if (bytes.length < 12) return undefined;
  const type = bytes.toString('latin1', 0, 4);
  const size = bytes.readUInt32LE(4);
  const list = bytes.toString('latin1', 8, 12);
  // The sizes of these are written at the end.
  if (type === 'RIFF' || (type === 'LIST' && list === 'movi')) {
    return { headerLength: 12, size: 0, isParent: true, isFrame: false };
  }
  // Chunks begin at even bytes.
  const padded = size + (size % 2);
  // One without bytes only stands for time that passes.
  const isFrame = size > 0 && /^00d[bc]$/.test(type);
  return { headerLength: 8, size: padded, isParent: false, isFrame };
}
