import { open, type FileHandle } from 'node:fs/promises';
import {
  definePlugin,
  pluginTarget,
  TargetError,
  VideoTarget,
  type TargetReport,
  type VideoFrame,
} from '@giftgrab/core';

/** What giftgrab loads. */
export const plugin = definePlugin({
  name: 'my-plugin',
  core: '^0.0.0',
  targets: {
    myPlugin: pluginTarget({
      description: 'Writes the mean of the bytes of each frame, a line each, with its time.',
      options: {
        type: 'object',
        properties: { path: { type: 'string', description: 'The file, as CSV.' } },
        required: ['path'],
      },
      create: async ({ path }, { overwrite = false }) =>
        new MyPluginTarget(path, await openNew(path, overwrite)),
    }),
  },
});

/** Makes the target in a program: `source.subscribe(await myPlugin({ path: 'means.csv' }))`. */
export const myPlugin = plugin.targets.myPlugin.create;

/** How the file became. */
export interface MyPluginReport extends TargetReport {
  /** The file. */
  readonly path: string;
}

/** Writes a line for each frame; made by {@link myPlugin}. */
export class MyPluginTarget extends VideoTarget<MyPluginReport> {
  readonly #path: string;
  readonly #file: FileHandle;

  constructor(path: string, file: FileHandle) {
    super();
    this.#path = path;
    this.#file = file;
  }

  protected override async write(frame: VideoFrame): Promise<void> {
    const data = frame.data();
    let sum = 0;
    for (let i = 0; i < data.length; i += 1) sum += data[i] ?? 0;
    const mean = (sum / data.length).toFixed(3);
    await this.#file.write(`${frame.index},${frame.pts?.seconds ?? ''},${mean}\n`);
  }

  protected override async finalise(): Promise<MyPluginReport> {
    await this.#file.close();
    const { framesOut, framesDropped } = this.stats;
    return { path: this.#path, frames: framesOut, dropped: framesDropped };
  }
}

async function openNew(path: string, overwrite: boolean): Promise<FileHandle> {
  try {
    return await open(path, overwrite ? 'w' : 'wx');
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    const message = exists
      ? `${path} exists. Remove it, or pass { overwrite: true }.`
      : `${path} cannot be written: ${(cause as Error).message}`;
    const code = exists ? 'TARGET_EXISTS' : 'TARGET_NOT_WRITABLE';
    throw new TargetError(message, { code, cause });
  }
}
