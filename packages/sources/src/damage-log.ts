// What decoders and demuxers print, at warning level or above, when data is damaged or missing.
const DAMAGE =
  /error while decoding|corrupt|concealing|Invalid NAL|Invalid data found|decode_slice_header error|Error splitting|no frame!|non-existing PPS|missing picture|Could not find ref|cabac decode|ac-tex damaged|Error at MB|marker does not match|slice mismatch|Invalid and inefficient|Truncating packet|Packet corrupt|invalid as first byte|error decoding|illegal|damaged|Failed to decode|Not all references are available|Discarding/i;

/** What the end of a cut file makes ffmpeg print. */
const CUT = /partial file|File ended prematurely|Truncat|unexpected EOF|Read error at|0x0 at pos \d+ \(0x[0-9a-f]+\) invalid/i;

/** What ffmpeg prints when the size or format of the picture changes on the way. */
const CHANGE = /Changing video frame properties on the fly/i;

/** Collects what a decoder complains of. */
export class DamageLog {
  /** Complaints about damaged data. */
  count = 0;
  /** The last of them. */
  last: string | undefined;
  /** Whether the file seems to end too early. */
  isCut = false;
  /** Whether the picture changed its size or format. */
  isChanged = false;

  /** Reads a line of ffmpeg's standard error. */
  read(line: string): void {
    if (CHANGE.test(line)) this.isChanged = true;
    if (CUT.test(line)) this.isCut = true;
    if (!DAMAGE.test(line)) return;
    this.count += 1;
    this.last = line;
  }
}
