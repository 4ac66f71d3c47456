import { FakeFfmpegs } from '../../../ffmpeg/test/support/fake-ffmpegs';
import { FFMPEG_BUILDS } from '../../../ffmpeg/test/support/ffmpeg-builds';

/** A case of a shell script: prints lines to standard error (or output), and ends as ffmpeg does that was asked for a list. */
export function answer(pattern: string, lines: readonly string[], stream: 1 | 2 = 2): string {
  const text = lines.map((line) => line.replaceAll("'", `'\\''`)).join('\n');
  return `case "$*" in ${pattern}) printf '%s\\n' '${text}' >&${stream}; exit 1;; esac`;
}

/** Leaves of the arguments those of the output, and takes size and rate of the input. */
const OUTPUT = `
  size=\${SIZE:-64x48} rate=50
  while [ "$1" != -i ]; do
    case "$1" in -video_size) size=$2;; -framerate) rate=$2;; esac
    shift
  done
  shift 2`;

/** Makes ffmpegs that play a device: they answer questions, and a real one plays a test picture in its place. */
export class FakeDevices {
  readonly #fakes = new FakeFfmpegs();

  /**
   * An ffmpeg that answers, and plays.
   *
   * @param answers - Shell, made by {@link answer}.
   * @param build - Which real ffmpeg plays.
   */
  playing(answers: readonly string[], build = 0): string {
    const real = FFMPEG_BUILDS[build]?.path ?? '';
    const input = '-re -f lavfi -i "testsrc=size=$size:rate=$rate"';
    return this.doing(answers, `exec '${real}' -nostdin -hide_banner -nostats ${input} "$@"`);
  }

  /** An ffmpeg that answers, and does something else than to play. */
  doing(answers: readonly string[], script: string): string {
    return this.#fakes.make(`${answers.join('\n')}${OUTPUT}\n${script}`);
  }

  /** An ffmpeg that answers, and fails with a line on standard error. */
  failing(answers: readonly string[], line: string): string {
    return this.doing(answers, answer('*', [line]));
  }

  /** An ffmpeg that is nothing but a script. */
  script(script: string): string {
    return this.#fakes.make(script);
  }

  /** Removes all of it. */
  remove(): void {
    this.#fakes.remove();
  }
}
