import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { describe, SourceError } from '@giftgrab/core';
import { checkInputFile } from '@giftgrab/ffmpeg';

// The few lines that a description has are far shorter; nobody shall make us read gigabytes.
const MAX_BYTES = 64 * 1024;

/**
 * Reads a session description (SDP, RFC 8866): which RTP streams are sent where. ffmpeg gets its text, checked, and may open nothing but
 * the ports that it names.
 *
 * @param path - The file.
 * @returns Its text.
 * @throws {@link SourceError} when it cannot be read, or describes no video that can be received.
 */
export function readSdp(path: string): string {
  checkInputFile(path);
  const isTooLong = statSync(path).size > MAX_BYTES;
  const text = isTooLong ? '' : readFileSync(path, 'utf8');
  const problem = isTooLong ? `is longer than ${MAX_BYTES} bytes` : problemOf(text);
  if (problem === undefined) return text;
  throw new SourceError(`The SDP file ${describe(path)} ${problem}.`, { code: 'SOURCE_NOT_VIDEO' });
}

/** What keeps a text from being a description of video that can be received. */
function problemOf(text: string): string | undefined {
  const lines = text.split(/\r?\n/);
  if (lines[0] !== 'v=0') return 'does not begin with "v=0", as an SDP file does';
  const video = lines.find((line) => line.startsWith('m=video '));
  if (video === undefined) return 'describes no video (m=video)';
  const port = Number(/^m=video (\d+)/.exec(video)?.[1]);
  if (!(port >= 1 && port <= 65_535)) {
    return 'names no port for its video: open the rtsp:// URL that it came from';
  }
  for (const line of lines.filter((each) => each.startsWith('c='))) {
    const host = /^c=\S+\s+\S+\s+([^\s/]+)/.exec(line)?.[1] ?? line;
    // The bundled ffmpeg crashes on names, and a name may become another address at any time.
    if (isIP(host) === 0) {
      return `names the host ${describe(host)} where a number is wanted, as in "c=IN IP4 192.0.2.7"`;
    }
  }
  return undefined;
}
