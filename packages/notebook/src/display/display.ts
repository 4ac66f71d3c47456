import {
  checkIntegerIn,
  checkOneOf,
  checkOptionNames,
  InvalidOptionError,
  VideoFrame,
} from '@giftgrab/core';
import { isObservable, type Observable } from 'rxjs';
import { animatedPng } from './animated-png';
import { takeAnimation, type AnimationOptions } from './animation';
import { Chart } from './chart';
import { notebookHost, type NotebookHost } from './notebook-host';
import { besideEachOther, rgbPicture, type RgbPicture } from './rgb-picture';

/** How {@link display} shows frames. */
export interface PictureOptions {
  /** As wide as each picture may be, in pixels, up to 4096; a wider one is made smaller. @defaultValue 480 */
  readonly cols?: number;
  /** What is stored: PNG, exact, or JPEG, which is smaller where a camera made the picture. @defaultValue `'png'` */
  readonly format?: 'png' | 'jpeg';
}

// Pictures are encoded at the same time, and shown in the order in which that was asked for.
let lastShown: Promise<unknown> = Promise.resolve();

/**
 * Shows a frame as a picture, or several beside each other.
 *
 * Frames that are lent are held until they are drawn: call it inside the callback that brings them.
 *
 * @param frames - What to show, in any layout; views of a stereo frame lie side by side.
 * @param options - How.
 * @returns Resolves when it is shown; the cell waits for that in any case.
 * @throws {@link InvalidOptionError}, as a rejection, when an option breaks its rule; {@link GiftGrabError} outside of a notebook.
 * @example
 * ```ts
 * import { VideoFrame } from '@giftgrab/core';
 * import { display } from '@giftgrab/notebook';
 *
 * const frame = VideoFrame.alloc({ colour: 'BGRA', cols: 64, rows: 48 });
 * void display(frame);
 * ```
 */
export function display(
  frames: VideoFrame | readonly VideoFrame[],
  options?: PictureOptions,
): Promise<void>;
/**
 * Shows a chart.
 *
 * @param plot - What {@link chart} made.
 */
export function display(plot: Chart): Promise<void>;
/**
 * Shows the next seconds of a stream as a short animation, and leaves the stream.
 *
 * @param stream - A source, what `pipe()` makes of one, or an Observable of frames.
 * @param options - How many seconds, how large, how smooth.
 * @example
 * ```ts
 * import type { VideoSource } from '@giftgrab/core';
 * import { display } from '@giftgrab/notebook';
 *
 * const look = (camera: VideoSource): Promise<void> => display(camera, { seconds: 3 });
 * void look;
 * ```
 */
export function display(stream: Observable<VideoFrame>, options: AnimationOptions): Promise<void>;
export async function display(
  what: VideoFrame | readonly VideoFrame[] | Chart | Observable<VideoFrame>,
  options: PictureOptions | AnimationOptions = {},
): Promise<void> {
  const host = notebookHost();
  const work = begin(host, what, options);
  host.waitFor(work);
  await work;
}

function begin(host: NotebookHost, what: unknown, options: object): Promise<void> {
  if (isObservable(what)) {
    return showAnimation(host, what as Observable<VideoFrame>, options as AnimationOptions);
  }
  const bundle = what instanceof Chart ? chartBundle(what) : pictureBundle(what, options);
  const work = Promise.allSettled([lastShown]).then(async () => {
    host.show(await bundle);
  });
  // Should the one before never end in its turn, this one tells of its own error at once.
  bundle.catch(() => undefined);
  lastShown = work;
  return work;
}

async function showAnimation(
  host: NotebookHost,
  stream: Observable<VideoFrame>,
  options: AnimationOptions,
): Promise<void> {
  const pictures = await takeAnimation(stream, options);
  const [{ cols, rows } = { cols: 0, rows: 0 }] = pictures;
  host.show({
    'image/png': await animatedPng(pictures),
    'text/plain': `animation of ${pictures.length} pictures, ${cols}×${rows}`,
  });
}

type Bundle = Readonly<Record<string, string | Uint8Array>>;

async function chartBundle(chart: Chart): Promise<Bundle> {
  const svg = await chart.svg();
  const { default: sharp } = await import('sharp');
  return {
    'image/svg+xml': svg,
    'image/png': await sharp(Buffer.from(svg)).png({ palette: true }).toBuffer(),
    'text/plain': `chart, ${chart.cols}×${chart.rows}`,
  };
}

async function pictureBundle(what: unknown, options: PictureOptions): Promise<Bundle> {
  const frames = (Array.isArray(what) ? what : [what]) as readonly unknown[];
  if (frames.length === 0 || !frames.every((frame) => frame instanceof VideoFrame)) {
    throw new InvalidOptionError(
      'what',
      'a VideoFrame, an array of them, a chart, or a stream of frames',
      what,
    );
  }
  checkOptionNames('display', options, ['cols', 'format']);
  const { cols = 480, format = 'png' } = options;
  checkIntegerIn('cols', cols, 1, 4096);
  checkOneOf('format', format, ['png', 'jpeg']);
  // Held at once, while they are valid for sure.
  const held = frames.map((frame) => frame.retain());
  try {
    const picture = besideEachOther(
      await Promise.all(held.map((frame) => rgbPicture(frame, cols))),
    );
    const { cols: width, rows: height } = picture;
    return {
      [`image/${format}`]: await encoded(picture, format),
      'text/plain': `picture, ${width}×${height}`,
    };
  } finally {
    for (const frame of held) frame.release();
  }
}

async function encoded(
  { cols, rows, pixels }: RgbPicture,
  format: 'png' | 'jpeg',
): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const raw = { width: cols, height: rows, channels: 3 } as const;
  return sharp(pixels, { raw })
    .toFormat(format, format === 'png' ? { compressionLevel: 9 } : { quality: 85 })
    .toBuffer();
}
