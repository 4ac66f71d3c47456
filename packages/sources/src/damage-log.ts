// What decoders and demuxers print, at warning level or above, when data is damaged or missing.
const DAMAGE =
  /error while decoding|corrupt|concealing|Invalid NAL|Invalid data found|decode_slice_header error|Error splitting|no frame!|non-existing PPS|missing picture|Could not find ref|cabac decode|ac-tex damaged|Error at MB|marker does not match|slice mismatch|Invalid and inefficient|Truncating packet|invalid as first byte|error decoding|illegal|damaged|Failed to decode|Not all references are available|Discarding|Read error at|RTP: missed|exceeds containing master|Invalid EBML|Invalid track number|Error parsing/i;

/** What the end of a cut file makes ffmpeg print. */
const CUT =
  /partial file|File ended prematurely|Truncat|unexpected EOF|Read error$|Stream ends prematurely/i;

/** What ffmpeg prints when the size or format of the picture changes on the way: builds from 4.4 on say when. */
const CHANGE = /Changing (?:video )?frame properties on the fly/i;
const CHANGE_TIME = /filter context .* incoming frame - w: (\d+) h: (\d+) .* pts_time: (-?[\d.]+)/;

/** The line before was printed so many times more. */
const REPEATED = /^\s*Last message repeated (\d+) times/;

/** Collects what a decoder complains of. */
export class DamageLog {
  /** Complaints about damaged data. */
  count = 0;
  /** Whether ffmpeg says that the file ends too early. */
  isCut = false;
  /** Whether the picture changed its size or format. */
  isChanged = false;
  /** Time of the first picture of another size or format, in seconds as ffmpeg counts; where it says so. */
  changeSeconds: number | undefined;
  /** Its size then. */
  changedTo: string | undefined;
  readonly #path: string;
  #wasDamage = false;

  /**
   * @param path - The file: its name in a message says nothing about damage.
   */
  constructor(path: string) {
    this.#path = path;
  }

  /** Reads a line of ffmpeg's standard error. */
  read(line: string): void {
    const repeated = REPEATED.exec(line);
    if (repeated !== null) {
      if (this.#wasDamage) this.count += Number(repeated[1]);
      return;
    }
    const text = line.replaceAll(this.#path, '');
    if (CHANGE.test(text)) this.isChanged = true;
    if (CUT.test(text)) this.isCut = true;
    const change = CHANGE_TIME.exec(text);
    if (change !== null && this.changeSeconds === undefined) {
      const [, cols = '', rows = '', seconds = ''] = change;
      this.changeSeconds = Number(seconds);
      this.changedTo = `${cols}×${rows}`;
    }
    // What it prints of a healthy file is indented, titles and all.
    this.#wasDamage = !/^\s/.test(text) && DAMAGE.test(text);
    if (this.#wasDamage) this.count += 1;
  }
}
