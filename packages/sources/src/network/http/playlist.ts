/** A playlist of HLS as ffmpeg may see it. */
export interface Playlist {
  /** Its text, with other addresses. */
  readonly text: string;
  /** Whether nothing will be added to it. */
  readonly isEnded: boolean;
}

/** What an address in a playlist is of. */
export type PlaylistItem = 'segment' | 'fragment' | 'key';

/** Says what an address becomes; throws where it may not be visited. */
export type Relink = (uri: string, item: PlaylistItem) => string;

/** A playlist that breaks the rules, or asks for what is not done. */
export class PlaylistError extends Error {}

const BEGIN = '#EXTM3U';

// What ffmpeg needs to play the segments. All else is left out, since tags that nobody here knows may name addresses: other
// languages and subtitles, keys for later, data, parts of segments.
const KEPT = [
  '#EXT-X-VERSION:',
  '#EXT-X-TARGETDURATION:',
  '#EXT-X-MEDIA-SEQUENCE:',
  '#EXT-X-DISCONTINUITY-SEQUENCE:',
  '#EXT-X-PLAYLIST-TYPE:',
  '#EXTINF:',
  '#EXT-X-BYTERANGE:',
];
const KEPT_ALONE = ['#EXT-X-DISCONTINUITY', '#EXT-X-ENDLIST'];

// RFC 8216, 4.2: a name, and a number, a word or a text in quotes without quotes in it.
const ATTRIBUTE = /^([A-Z0-9-]+)=("[^"\r\n]*"|[^",\s]+)(?:,\s*|$)/;

/**
 * Whether bytes are the beginning of a playlist.
 *
 * @param head - The first seven bytes of what came, or more.
 */
export function isPlaylist(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, BEGIN.length)).toString('latin1') === BEGIN;
}

/**
 * The best of the playlists that a playlist offers: the one that needs most bits, as long as it has a picture.
 *
 * @param text - The playlist.
 * @returns Its address; `undefined` where segments are listed instead.
 */
export function bestVariant(text: string): string | undefined {
  let best: { readonly uri: string; readonly rank: number } | undefined;
  let rank: number | undefined;
  for (const line of linesOf(text)) {
    const attributes = after(line, '#EXT-X-STREAM-INF:');
    if (attributes !== undefined) rank = rankOf(parseAttributes(attributes));
    else if (!line.startsWith('#') && rank !== undefined) {
      if (best === undefined || rank > best.rank) best = { uri: line, rank };
      rank = undefined;
    }
  }
  return best?.uri;
}

/**
 * Gives a playlist of segments other addresses, and leaves out all that is not needed to play it.
 *
 * @param text - The playlist.
 * @param relink - Says what an address becomes.
 * @throws {@link PlaylistError} when it breaks the rules. Whatever `relink` throws.
 */
export function rewritePlaylist(text: string, relink: Relink): Playlist {
  const lines: string[] = [BEGIN];
  let isEnded = false;
  let segment: PlaylistItem = 'segment';
  for (const line of linesOf(text).slice(1)) {
    const key = after(line, '#EXT-X-KEY:');
    const map = after(line, '#EXT-X-MAP:');
    if (!line.startsWith('#')) lines.push(relink(line, segment));
    else if (key !== undefined) lines.push(keyTag(parseAttributes(key), relink));
    else if (map !== undefined) {
      segment = 'fragment';
      lines.push(mapTag(parseAttributes(map), relink));
    } else if (line === '#EXT-X-I-FRAMES-ONLY') {
      throw new PlaylistError('lists single pictures only');
    } else if (KEPT_ALONE.includes(line) || KEPT.some((tag) => line.startsWith(tag))) {
      isEnded ||= line === '#EXT-X-ENDLIST';
      lines.push(line);
    }
  }
  return { text: `${lines.join('\n')}\n`, isEnded };
}

function keyTag(attributes: ReadonlyMap<string, string>, relink: Relink): string {
  const method = attributes.get('METHOD') ?? '';
  if (method === 'NONE') return '#EXT-X-KEY:METHOD=NONE';
  const format = attributes.get('KEYFORMAT') ?? 'identity';
  if (!['AES-128', 'SAMPLE-AES'].includes(method) || format !== 'identity') {
    throw new PlaylistError('is encrypted for players that have a licence');
  }
  const uri = `URI="${relink(uriOf(attributes), 'key')}"`;
  const iv = attributes.get('IV');
  if (iv !== undefined && !/^0x[0-9a-f]{1,32}$/i.test(iv)) throw new PlaylistError('is malformed');
  return `#EXT-X-KEY:METHOD=${method},${uri}${iv === undefined ? '' : `,IV=${iv}`}`;
}

function mapTag(attributes: ReadonlyMap<string, string>, relink: Relink): string {
  const range = attributes.get('BYTERANGE');
  if (range !== undefined && !/^\d+(@\d+)?$/.test(range)) throw new PlaylistError('is malformed');
  const uri = `URI="${relink(uriOf(attributes), 'fragment')}"`;
  return `#EXT-X-MAP:${uri}${range === undefined ? '' : `,BYTERANGE="${range}"`}`;
}

function uriOf(attributes: ReadonlyMap<string, string>): string {
  const uri = attributes.get('URI');
  if (uri === undefined) throw new PlaylistError('is malformed');
  return uri;
}

/** Bits a second; less than nothing for sound alone. */
function rankOf(attributes: ReadonlyMap<string, string>): number {
  const codecs = attributes.get('CODECS');
  const hasPicture =
    attributes.has('RESOLUTION') ||
    codecs === undefined ||
    codecs.split(',').some((codec) => !/^\s*(mp4a|ac-3|ec-3|opus|flac)/i.test(codec));
  const bits = Number(attributes.get('BANDWIDTH') ?? 0);
  return hasPicture ? bits : bits - Number.MAX_SAFE_INTEGER;
}

function parseAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  let rest = text.trim();
  while (rest !== '') {
    const [whole, name, value] = ATTRIBUTE.exec(rest) ?? [];
    if (whole === undefined || name === undefined || value === undefined) {
      throw new PlaylistError('is malformed');
    }
    attributes.set(name, value.replace(/^"(.*)"$/, '$1'));
    rest = rest.slice(whole.length);
  }
  return attributes;
}

/** Its lines, ended by whatever ffmpeg takes for an end as well. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/[\r\n\0]+/);
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

function after(line: string, tag: string): string | undefined {
  return line.startsWith(tag) ? line.slice(tag.length) : undefined;
}
