import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RecorderOptions } from '@giftgrab/targets';
import type { FfmpegBuild } from '../../packages/targets/test/support/ffmpeg-builds';
import { CODECS, EXTENSIONS } from '../../packages/targets/test/support/written';
import { Random } from '../../packages/core/test/support/random';

/** The codecs that every case of recording is tried with. */
export const CODEC_NAMES = ['HEVC', 'VP9', 'Xvid'] as const;

/** One of them. */
export type CodecName = (typeof CODEC_NAMES)[number];

/** How long the long cases are. */
export interface FaultLengths {
  /** Start/stop cycles of `churn`. */
  readonly cycles: number;
  /** Frames of `soak`. */
  readonly frames: number;
  /** Seconds of `crowd`. */
  readonly seconds: number;
  /** Files of `fuzz`. */
  readonly inputs: number;
}

/** What a case is run with. */
export interface FaultSetting {
  readonly codec: CodecName;
  readonly build: FfmpegBuild;
  readonly seed: number;
  readonly lengths: FaultLengths;
}

/** Why a case could not be run on this machine. */
export class Skipped extends Error {}

/** One run of a case: what it may use, and what it has found out. */
export class FaultRun {
  readonly setting: FaultSetting;
  readonly random: Random;
  /** Frames that were accepted; `undefined` where frames are not what counts. */
  given: number | undefined;
  /** Frames that are there afterwards. */
  recovered: number | undefined;
  /** Something worth to be read besides the verdict. */
  readonly notes: string[] = [];
  readonly #folder: string;
  readonly #wrong = new Set<string>();

  /**
   * @param setting - What it is run with.
   * @param name - Name of the case.
   * @param folder - An empty folder, removed afterwards.
   */
  constructor(setting: FaultSetting, name: string, folder: string) {
    this.setting = setting;
    this.random = new Random([setting.seed, name, setting.codec, setting.build.name].join());
    this.#folder = folder;
  }

  /** What did not hold. */
  get wrong(): readonly string[] {
    return [...this.#wrong];
  }

  /** The folder for what it writes. */
  get folder(): string {
    return this.#folder;
  }

  /** Path of the ffmpeg. */
  get ffmpeg(): string {
    return this.setting.build.path;
  }

  /** The extension that is used for the codec, without its dot. */
  get extension(): string {
    return EXTENSIONS[this.setting.codec];
  }

  /** Options of a recorder of 25 frames a second, quick and good enough to read the numbers. */
  get options(): RecorderOptions & { readonly ffmpeg: string } {
    const settings = CODECS.find(({ codec }) => codec === this.setting.codec);
    if (settings === undefined) throw new Error(`no settings for ${this.setting.codec}`);
    return { ...settings, frameRate: 25, ffmpeg: this.ffmpeg };
  }

  /** A path in the folder. */
  file(name: string): string {
    return join(this.#folder, name);
  }

  /** The path of a recording in the folder. */
  video(name = 'recording'): string {
    return this.file(`${name}.${this.extension}`);
  }

  /** Notes what did not hold, unless it did; once. */
  must(holds: boolean, what: string): void {
    if (!holds) this.#wrong.add(what);
  }

  /** Notes which numbers are missing, doubled or out of order among those that were to be there, from 0 on. */
  mustBeAll(numbers: readonly number[], count: number): void {
    this.recovered = new Set(numbers).size;
    const at = Array.from({ length: Math.max(count, numbers.length) }).findIndex(
      (_, i) => numbers[i] !== i || i >= count,
    );
    if (at < 0) return;
    this.must(false, `${numbers.length} frames instead of ${count}: no. ${at} is ${numbers[at]}`);
  }

  /** Notes when something takes longer than it may. */
  async within<T>(milliseconds: number, what: string, promise: Promise<T>): Promise<T> {
    const startedMs = performance.now();
    try {
      return await promise;
    } finally {
      const took = performance.now() - startedMs;
      this.must(took <= milliseconds, `${what} took ${Math.round(took)} ms, not ${milliseconds}`);
    }
  }

  /** Gives up a case that this machine cannot run. */
  skip(why: string): never {
    throw new Skipped(why);
  }

  /** Whether a file of the folder is there. */
  has(name: string): boolean {
    return existsSync(this.file(name));
  }
}
