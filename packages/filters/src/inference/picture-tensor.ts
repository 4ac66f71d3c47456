import { convertFrame, type VideoFrame } from '@giftgrab/core';
import { FrameFilter } from '../filter-frame';
import { resizeSpec, type ResizeOptions } from '../video/resize';
import type { OnnxTensor } from './onnx-tensor';
import type { PicturePlan } from './picture-input';

/** Where the picture that a model saw lies in the frame. */
export interface PicturePlace {
  /** Columns that the model saw. */
  readonly cols: number;
  /** Rows that the model saw. */
  readonly rows: number;
  /**
   * The point of the frame that a point of the picture is. Points are counted in pixels from the upper left corner of the upper left pixel,
   * columns first; those of what was added at the sides lie outside the frame.
   */
  toFrame(x: number, y: number): readonly [x: number, y: number];
}

/** Makes the tensors of frames, all in one piece of memory: the next frame's numbers replace the last one's. */
export class PictureTensor {
  readonly #plan: PicturePlan;
  #size = '';
  #place: PicturePlace = { cols: 0, rows: 0, toFrame: (x, y) => [x, y] };
  #inner = { cols: 0, rows: 0, left: 0, top: 0 };
  #shrink: FrameFilter<ResizeOptions> | undefined;
  #tensor: OnnxTensor & { readonly data: Float32Array | Uint8Array } = {
    data: new Uint8Array(0),
    dims: [0],
  };

  constructor(plan: PicturePlan) {
    this.#plan = plan;
  }

  /**
   * A frame's first view as the model wants it.
   *
   * @param frame - The frame; left as it is.
   * @returns The numbers, valid until the next call, and where they come from.
   */
  of(frame: VideoFrame): { readonly tensors: OnnxTensor; readonly place: PicturePlace } {
    if (this.#size !== `${frame.cols}x${frame.rows}`) this.#prepare(frame);
    // Chroma that goes with columns cannot be resized.
    const source = frame.colour === 'UYVY' ? convertFrame(frame, 'RGB24') : frame.share();
    try {
      const small = this.#shrink?.apply(source) ?? source.share();
      try {
        this.#fill(small);
      } finally {
        small.release();
      }
    } finally {
      source.release();
    }
    return { tensors: this.#tensor, place: this.#place };
  }

  #prepare({ cols, rows }: VideoFrame): void {
    const { plan, inner, place } = placed(this.#plan, cols, rows);
    const isSame = inner.cols === cols && inner.rows === rows;
    this.#shrink = isSame
      ? undefined
      : new FrameFilter<ResizeOptions>(resizeSpec, { cols: inner.cols, rows: inner.rows });
    const { channels, layout, type } = this.#plan;
    const size = plan.rows * plan.cols * channels.length;
    const data = type === 'uint8' ? new Uint8Array(size) : new Float32Array(size);
    const dims =
      layout === 'NCHW'
        ? [1, channels.length, plan.rows, plan.cols]
        : [1, plan.rows, plan.cols, channels.length];
    // What is added at the sides is black, and stays so.
    channels.forEach(({ table }, channel) => {
      const { first, step } = this.#steps(channel, plan.rows * plan.cols);
      const [black = 0] = table;
      for (let i = 0; i < plan.rows * plan.cols; i += 1) data[first + i * step] = black;
    });
    this.#tensor = { data, dims };
    this.#inner = inner;
    this.#place = place;
    this.#size = `${cols}x${rows}`;
  }

  /** Where a channel's first number is, and how far it is from one pixel to the next. */
  #steps(channel: number, pixels: number): { readonly first: number; readonly step: number } {
    const { layout, channels } = this.#plan;
    return layout === 'NCHW'
      ? { first: channel * pixels, step: 1 }
      : { first: channel, step: channels.length };
  }

  #fill(picture: VideoFrame): void {
    const { channels } = this.#plan;
    const wanted = channels.length === 1 ? 'GRAY8' : 'RGB24';
    const isDone = picture.colour === wanted;
    const pixels = isDone ? picture.share() : convertFrame(picture, wanted);
    try {
      const samples = pixels.data();
      const { data } = this.#tensor;
      const { cols, rows, left, top } = this.#inner;
      const { cols: width, rows: height } = this.#place;
      for (const [channel, { offset, table }] of channels.entries()) {
        const { first, step } = this.#steps(channel, width * height);
        for (let row = 0; row < rows; row += 1) {
          let to = first + ((top + row) * width + left) * step;
          let from = row * cols * channels.length + offset;
          for (let col = 0; col < cols; col += 1) {
            data[to] = table[samples[from] ?? 0] ?? 0;
            to += step;
            from += channels.length;
          }
        }
      }
    } finally {
      pixels.release();
    }
  }
}

/** The size of the picture, where in it the frame lies, and the way back. */
function placed(
  { cols, rows, fit }: PicturePlan,
  frameCols: number,
  frameRows: number,
): {
  readonly plan: { readonly cols: number; readonly rows: number };
  readonly inner: {
    readonly cols: number;
    readonly rows: number;
    readonly left: number;
    readonly top: number;
  };
  readonly place: PicturePlace;
} {
  const plan = { cols: cols ?? frameCols, rows: rows ?? frameRows };
  const scale = Math.min(plan.cols / frameCols, plan.rows / frameRows);
  const inner =
    fit === 'stretch'
      ? { ...plan, left: 0, top: 0 }
      : centred(plan, Math.round(frameCols * scale), Math.round(frameRows * scale));
  const place: PicturePlace = {
    ...plan,
    toFrame: (x, y) => [
      ((x - inner.left) * frameCols) / inner.cols,
      ((y - inner.top) * frameRows) / inner.rows,
    ],
  };
  return { plan, inner, place };
}

function centred(
  plan: { readonly cols: number; readonly rows: number },
  wantedCols: number,
  wantedRows: number,
): { readonly cols: number; readonly rows: number; readonly left: number; readonly top: number } {
  const cols = Math.max(1, wantedCols);
  const rows = Math.max(1, wantedRows);
  return { cols, rows, left: (plan.cols - cols) >> 1, top: (plan.rows - rows) >> 1 };
}
