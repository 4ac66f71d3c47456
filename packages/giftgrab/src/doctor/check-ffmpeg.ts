import { Codec, encodersFor } from '@giftgrab/targets';
import {
  listEncoders,
  restrictionsOf,
  runForOutput,
  tryEncoder,
  type FfmpegBinary,
} from '@giftgrab/ffmpeg';
import type { Finding } from './finding';

const LIST_TIMEOUT_MS = 15_000;
const CURRENT_FFMPEG = 'Put a current ffmpeg on PATH, or name one in GIFTGRAB_FFMPEG';

const WHY: Readonly<Record<FfmpegBinary['origin'], string>> = {
  option: '--ffmpeg names it',
  GIFTGRAB_FFMPEG: 'GIFTGRAB_FFMPEG names it',
  PATH: 'it is on PATH, and newer than the embedded one',
  bundled: 'it is the embedded one, since there is no newer one on PATH',
};

/** Which ffmpeg is used, why, and how old it is. */
export function checkFfmpeg(ffmpeg: FfmpegBinary): readonly Finding[] {
  const { path, version, origin, ffprobe } = ffmpeg;
  const age = ageOf(ffmpeg);
  const text = `${version}, ${path}: ${WHY[origin]}`;
  const used: Finding =
    age === undefined
      ? { about: 'ffmpeg', state: 'ok', text }
      : {
          about: 'ffmpeg',
          state: 'warning',
          text,
          remedy: `${age}: decoder bugs found since then are in it. ${CURRENT_FFMPEG} to open what strangers made.`,
        };
  const prober: Finding =
    ffprobe === undefined
      ? {
          about: 'ffprobe',
          state: 'warning',
          text: 'none; ffmpeg itself is asked, which tells less',
          remedy: 'Install ffprobe beside ffmpeg.',
        }
      : { about: 'ffprobe', state: 'ok', text: ffprobe };
  return [used, prober];
}

/** What is kept from ffmpeg, in case that a file from strangers takes it over. */
export function checkRights({ path }: FfmpegBinary): Finding {
  const { noNewPrivileges, noCoreDumps } = restrictionsOf(path);
  const kept = [
    ...(noNewPrivileges ? ['can gain no rights'] : []),
    ...(noCoreDumps ? ['leaves no core files'] : []),
  ].join(', ');
  const isRoot = process.getuid?.() === 0;
  const text = `it ${kept === '' ? 'has all of your rights' : kept}${isRoot ? ', but runs as root' : ''}`;
  if (noNewPrivileges && !isRoot) return { about: 'rights', state: 'ok', text };
  const remedy =
    'To open what strangers made, run Node in a container or as a user who can lose nothing' +
    (noCoreDumps && !noNewPrivileges ? ', and install setpriv (util-linux).' : '.');
  return { about: 'rights', state: 'warning', text, remedy };
}

function ageOf({ origin, libavformat }: FfmpegBinary): string | undefined {
  if (origin === 'bundled') return 'The embedded build is of 2018';
  return libavformat < 59 ? 'This is older than ffmpeg 5' : undefined;
}

/** Which codecs can be encoded: each encoder is tried, since being listed means little. */
export async function checkCodecs(ffmpeg: FfmpegBinary): Promise<readonly Finding[]> {
  const listed = await listEncoders(ffmpeg);
  const findings: Finding[] = [];
  for (const codec of Object.values(Codec)) {
    const works: string[] = [];
    const fails: string[] = [];
    for (const encoder of encodersFor(codec).filter((name) => listed.has(name))) {
      const trial = await tryEncoder(ffmpeg, encoder);
      if (trial.works) works.push(encoder);
      else fails.push(encoder);
    }
    const but = fails.length === 0 ? '' : ` (listed, but not working here: ${fails.join(', ')})`;
    findings.push(
      works.length > 0
        ? { about: codec, state: 'ok', text: `${works.join(', ')}${but}` }
        : {
            about: codec,
            state: 'missing',
            text: `no encoder works${but}`,
            remedy: `Use an ffmpeg with one of ${encodersFor(codec).join(', ')}.`,
          },
    );
  }
  return findings;
}

/** Which network streams can be received. */
export async function checkProtocols({ path }: FfmpegBinary): Promise<readonly Finding[]> {
  const ask = (what: string): Promise<{ readonly stdout: string }> =>
    runForOutput(path, ['-hide_banner', what], { timeoutMs: LIST_TIMEOUT_MS });
  const [protocols, demuxers] = [await ask('-protocols'), await ask('-demuxers')];
  const input = new Set(
    protocols.stdout
      .split('Output:')[0]
      ?.match(/^\s+\S+$/gm)
      ?.map((name) => name.trim()),
  );
  const hasRtsp = /^\s*D\s+rtsp\s/m.test(demuxers.stdout);
  const finding = (about: string, isThere: boolean, text: string): Finding =>
    isThere
      ? { about, state: 'ok', text }
      : {
          about,
          state: 'missing',
          text: 'this ffmpeg cannot',
          remedy: `${CURRENT_FFMPEG} that was built with ${about}.`,
        };
  return [
    finding('rtsp', hasRtsp && input.has('tcp'), 'by ffmpeg'),
    finding('rtmp', input.has('rtmp'), 'by ffmpeg'),
    finding('srt', input.has('srt'), 'by ffmpeg'),
    finding('https', true, 'by Node, whatever ffmpeg can'),
  ];
}
