import {
  checkOneOf,
  checkOptionNames,
  checkPositiveInteger,
  InvalidOptionError,
} from '@giftgrab/core';
import type { OnnxInputInfo } from './onnx-session';

/** How a frame becomes the picture that a model wants; what is left out is as the model's file says. */
export interface PictureInput {
  /** Columns of the picture. @defaultValue as the model says, else as the frame */
  readonly cols?: number;
  /** Rows of the picture. @defaultValue as the model says, else as the frame */
  readonly rows?: number;
  /** The channels, in their order. @defaultValue `'GREY'` where the model has one channel, else `'RGB'` */
  readonly channels?: 'RGB' | 'BGR' | 'GREY';
  /**
   * Whether channels come before rows and columns or after them.
   *
   * @defaultValue `'NHWC'` where the model's last axis has 1 or 3 places and its second has not, else `'NCHW'`
   */
  readonly layout?: 'NCHW' | 'NHWC';
  /** What samples, 0 to 255, are multiplied by, first. @defaultValue 1/255; 1 where the model takes bytes */
  readonly scale?: number;
  /** What is subtracted then; a list has one for each channel. @defaultValue 0 */
  readonly mean?: number | readonly number[];
  /** What it is divided by at last; a list has one for each channel. @defaultValue 1 */
  readonly std?: number | readonly number[];
  /** `'stretch'` changes the proportions if need be; `'pad'` keeps them, with black on two sides. @defaultValue `'stretch'` */
  readonly fit?: 'stretch' | 'pad';
}

/** How a picture is made for one model: nothing is left open but a size that the model leaves open. */
export interface PicturePlan {
  readonly cols: number | undefined;
  readonly rows: number | undefined;
  /** One for grey. */
  readonly channels: readonly PictureChannel[];
  readonly layout: 'NCHW' | 'NHWC';
  readonly type: 'float32' | 'uint8';
  readonly fit: 'stretch' | 'pad';
}

/** One channel of the picture. */
export interface PictureChannel {
  /** The place of its samples in an RGB pixel. */
  readonly offset: number;
  /** What each sample becomes. */
  readonly table: Float32Array;
}

const NAMES = ['cols', 'rows', 'channels', 'layout', 'scale', 'mean', 'std', 'fit'];
const ORDERS = { RGB: [0, 1, 2], BGR: [2, 1, 0], GREY: [0] } as const;

/**
 * Checks what can be checked without the model.
 *
 * @param input - How the picture is to be made.
 * @throws {@link InvalidOptionError} when an option breaks its rule.
 */
export function checkPictureInput(input: PictureInput): void {
  checkOptionNames('preprocess', input, NAMES);
  const { cols, rows, channels, layout, scale, mean, std, fit } = input;
  if (cols !== undefined) checkPositiveInteger('cols', cols, 65535);
  if (rows !== undefined) checkPositiveInteger('rows', rows, 65535);
  if (channels !== undefined) checkOneOf('channels', channels, ['RGB', 'BGR', 'GREY']);
  if (layout !== undefined) checkOneOf('layout', layout, ['NCHW', 'NHWC']);
  if (fit !== undefined) checkOneOf('fit', fit, ['stretch', 'pad']);
  checkNumbers('scale', scale ?? 1, isFinite);
  checkNumbers('mean', mean ?? 0, isFinite);
  checkNumbers('std', std ?? 1, (value) => Number.isFinite(value) && value !== 0);
}

/**
 * Makes the plan for a model.
 *
 * @param input - How the picture is to be made.
 * @param info - The model's input.
 * @throws {@link InvalidOptionError} when the model takes no such picture.
 */
export function planPicture(
  input: PictureInput,
  { name, type, shape }: OnnxInputInfo,
): PicturePlan {
  if (type !== 'float32' && type !== 'uint8') {
    const rule = `a function, because the model's input "${name}" is ${type}, not float32 or uint8,`;
    throw new InvalidOptionError('preprocess', rule, input);
  }
  if (shape.length !== 4) {
    const rule = `a function, because the model's input "${name}" has the axes [${shape.join(', ')}], not those of a picture,`;
    throw new InvalidOptionError('preprocess', rule, input);
  }
  const layout = input.layout ?? (isLast(shape[3]) && !isLast(shape[1]) ? 'NHWC' : 'NCHW');
  const [count, rows, cols] =
    layout === 'NCHW' ? [shape[1], shape[2], shape[3]] : [shape[3], shape[1], shape[2]];
  const order = ORDERS[input.channels ?? (count === 1 ? 'GREY' : 'RGB')];
  for (const [axis, theirs, ours] of [
    ['channels', count, order.length],
    ['rows', rows, input.rows],
    ['cols', cols, input.cols],
  ] as const) {
    if (typeof theirs !== 'number' || ours === undefined || theirs === ours) continue;
    throw new InvalidOptionError(axis, `${theirs}, as the model's input "${name}" has,`, ours);
  }
  return {
    ...{ layout, type, fit: input.fit ?? 'stretch' },
    rows: input.rows ?? (typeof rows === 'number' ? rows : undefined),
    cols: input.cols ?? (typeof cols === 'number' ? cols : undefined),
    channels: order.map((offset, channel) => ({
      offset,
      table: tableOf(input, channel, order.length, type),
    })),
  };
}

function isLast(length: number | string | undefined): boolean {
  return length === 1 || length === 3;
}

/** Of bytes there are only so many: what each becomes is computed once. */
function tableOf(
  input: PictureInput,
  channel: number,
  channels: number,
  type: string,
): Float32Array {
  const { scale = type === 'uint8' ? 1 : 1 / 255 } = input;
  const mean = ofChannel('mean', input.mean ?? 0, channel, channels);
  const std = ofChannel('std', input.std ?? 1, channel, channels);
  return Float32Array.from({ length: 256 }, (_, sample) => (sample * scale - mean) / std);
}

function ofChannel(
  name: string,
  value: number | readonly number[],
  channel: number,
  channels: number,
): number {
  if (typeof value === 'number') return value;
  const own = value[channel];
  if (own !== undefined && value.length === channels) return own;
  throw new InvalidOptionError(name, `a number, or ${channels} of them,`, value);
}

function checkNumbers(
  name: string,
  value: number | readonly number[],
  isValid: (value: number) => boolean,
): void {
  const values = typeof value === 'number' ? [value] : value;
  if (Array.isArray(values) && values.every((each) => typeof each === 'number' && isValid(each))) {
    return;
  }
  throw new InvalidOptionError(
    name,
    name === 'std' ? 'a number other than 0, or a list of them,' : 'a number, or a list of them,',
    value,
  );
}
