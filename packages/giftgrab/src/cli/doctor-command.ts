import { isGiftGrabError } from '@giftgrab/core';
import { locateFfmpeg } from '@giftgrab/ffmpeg';
import { checkCodecs, checkFfmpeg, checkProtocols, checkRights } from '../doctor/check-ffmpeg';
import { checkDevices, checkDisk, checkFonts, checkInference } from '../doctor/check-machine';
import type { Finding } from '../doctor/finding';
import { oneLine } from './event-text';
import { jsonLine } from './json-line';

/** What `giftgrab doctor` may be told. */
export interface DoctorFlags {
  readonly json?: boolean;
  readonly ffmpeg?: string;
}

const MARK: Readonly<Record<Finding['state'], string>> = {
  ok: 'ok',
  warning: 'note',
  missing: 'MISSING',
};

/**
 * `giftgrab doctor`: what works on this machine, and what to install for the rest.
 *
 * @returns The exit code: 1 when there is no ffmpeg, or no codec can be encoded.
 */
export async function doctorCommand({ json, ffmpeg }: DoctorFlags): Promise<number> {
  const { findings, isUsable } = await ffmpegFindings(ffmpeg);
  const all = [
    ...findings,
    ...(await checkDevices()),
    await checkDisk(process.cwd()),
    await checkFonts(),
    checkInference(),
  ];
  if (json === true) console.log(jsonLine({ isUsable, findings: all }, 2));
  else for (const finding of all) console.log(textOf(finding));
  return isUsable ? 0 : 1;
}

async function ffmpegFindings(
  option: string | undefined,
): Promise<{ readonly findings: readonly Finding[]; readonly isUsable: boolean }> {
  try {
    const ffmpeg = await locateFfmpeg(option);
    const codecs = await checkCodecs(ffmpeg);
    const findings = [
      ...checkFfmpeg(ffmpeg),
      checkRights(ffmpeg),
      ...codecs,
      ...(await checkProtocols(ffmpeg)),
    ];
    return { findings, isUsable: codecs.some(({ state }) => state === 'ok') };
  } catch (error) {
    if (!isGiftGrabError(error)) throw error;
    const remedy = 'Install ffmpeg, or set GIFTGRAB_FFMPEG to the path of one.';
    const finding: Finding = {
      about: 'ffmpeg',
      state: 'missing',
      text: oneLine(error.message),
      remedy,
    };
    return { findings: [finding], isUsable: false };
  }
}

function textOf({ about, state, text, remedy }: Finding): string {
  const line = `${MARK[state].padEnd(8)}${about.padEnd(9)}${oneLine(text)}`;
  return remedy === undefined ? line : `${line}\n${''.padEnd(17)}${oneLine(remedy)}`;
}
