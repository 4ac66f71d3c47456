import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  checkOneOf,
  checkOptionNames,
  deferFilter,
  InvalidOptionError,
  isGiftGrabError,
  liveOptions,
  type FilterResult,
  type FrameOperator,
  type Live,
  type VideoFrame,
} from '@giftgrab/core';
import { isObservable } from 'rxjs';
import { checkRuntime, OnnxSession } from '../inference/onnx-session';
import type { OnnxTensor, OnnxTensors } from '../inference/onnx-tensor';
import { checkPictureInput, planPicture, type PictureInput } from '../inference/picture-input';
import { PictureTensor, type PicturePlace } from '../inference/picture-tensor';

/** Makes a model's input, or its inputs by name, of a frame. */
export type OnnxPreprocess = (
  frame: VideoFrame,
) => OnnxTensor | OnnxTensors | PromiseLike<OnnxTensor | OnnxTensors>;

/**
 * Makes a filter's result of what a model answers: the frame, which may be drawn on, or another, or several, or `null`.
 *
 * @param outputs - The model's outputs by name, yours to keep.
 * @param frame - The frame that the model was shown.
 * @param place - Where the picture that it saw lies in the frame.
 */
export type OnnxPostprocess = (
  outputs: OnnxTensors,
  frame: VideoFrame,
  place: PicturePlace,
) => FilterResult | PromiseLike<FilterResult>;

/** Which model {@link onnx} runs, and how frames go in and results come out. */
export interface OnnxOptions {
  /** Path of an `.onnx` file, or its bytes. */
  readonly model: string | Uint8Array;
  /**
   * How a frame becomes the model's input: the picture that it wants, or a function.
   *
   * @defaultValue a picture as the model's file says
   */
  readonly preprocess?: PictureInput | OnnxPreprocess;
  /** What becomes of the answer. @defaultValue it is put into `frame.meta.onnx`, and the frame is passed on */
  readonly postprocess?: OnnxPostprocess;
  /**
   * `'ordered'` shows the model every frame; `'latest'`, for live sources, when it is ready the newest, and drops and counts the others.
   *
   * @defaultValue `'ordered'`
   */
  readonly mode?: 'ordered' | 'latest';
  /**
   * Options of ONNX Runtime's `InferenceSession.create`, for example `{ intraOpNumThreads: 1 }` or `{ executionProviders: ['cuda', 'cpu'] }`.
   *
   * @defaultValue the processor, all of its cores
   */
  readonly session?: Readonly<Record<string, unknown>>;
}

const OPTION_NAMES = ['model', 'preprocess', 'postprocess', 'mode', 'session'];

/**
 * Makes an operator that shows every frame to a neural network, with ONNX Runtime: the package `onnxruntime-node`, which must be installed
 * beside giftgrab.
 *
 * A frame's first view, in whatever layout, is resized, its samples become `(sample · scale - mean) / std`, and the model is run in ONNX
 * Runtime's own threads; what it answers goes to `postprocess`. The model is loaded anew for each subscription, when its first frame comes.
 *
 * @param options - The model, and what goes in and comes out.
 * @returns What `postprocess` returns for each frame.
 * @throws {@link InvalidOptionError} when an option breaks its rule, the file is not there, or onnxruntime-node is not installed; the stream
 * fails with a {@link FilterError} when the model cannot be loaded, or does not take what it is given.
 * @example
 * ```ts
 * import { onnx } from '@giftgrab/filters';
 *
 * // Leaves alone what the model finds, and darkens the rest.
 * const findRed = onnx({
 *   model: 'examples/models/find-red.onnx',
 *   preprocess: { channels: 'RGB' },
 *   postprocess: ({ heat }, frame) => {
 *     const data = frame.data(); // BGRA
 *     for (let pixel = 0; pixel < frame.cols * frame.rows; pixel += 1) {
 *       if (Number(heat?.data[pixel]) < 0.2) data.fill(30, 4 * pixel, 4 * pixel + 3);
 *     }
 *     return frame;
 *   },
 * });
 * console.log(findRed.stats.framesIn); // 0
 * ```
 */
export function onnx(options: Live<OnnxOptions>): FrameOperator {
  if (isObservable(options)) return liveOptions(options, onnx);
  checkOptionNames('onnx', options, OPTION_NAMES);
  const {
    model,
    preprocess = {},
    postprocess = keepInMeta,
    mode = 'ordered',
    session = {},
  } = options;
  checkModel(model);
  checkOneOf('mode', mode, ['ordered', 'latest']);
  if (typeof preprocess !== 'function') checkPictureInput(preprocess);
  if (typeof postprocess !== 'function') {
    throw new InvalidOptionError('postprocess', 'a function', postprocess);
  }
  checkRuntime();
  return deferFilter(() => new OnnxRun({ model, preprocess, postprocess, session }), {
    ...{ name: 'onnx', mode },
  });
}

/** Makes what a model is given of a frame. */
type Input = (frame: VideoFrame) => OnnxGiven | Promise<OnnxGiven>;

interface OnnxGiven {
  readonly tensors: OnnxTensor | OnnxTensors;
  readonly place: PicturePlace;
}

type Checked = Required<Omit<OnnxOptions, 'mode'>>;

/** One subscription's model. */
class OnnxRun {
  readonly #options: Checked;
  #loaded: Promise<OnnxSession> | undefined;
  #input: Input | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: Checked) {
    this.#options = options;
  }

  readonly run = (frame: VideoFrame): Promise<FilterResult> => {
    const result = this.#infer(frame);
    this.#running = result.catch(() => undefined);
    return result;
  };

  /** Gives the model's memory back; not while it reads a frame's numbers. */
  readonly end = (): void => {
    void this.#running.then(async () => {
      const network = await this.#loaded?.catch(() => undefined);
      await network?.release();
    });
  };

  async #infer(frame: VideoFrame): Promise<FilterResult> {
    const { model, session, preprocess, postprocess } = this.#options;
    const network = await (this.#loaded ??= load(model, session));
    this.#input ??= inputOf(preprocess, network);
    const { tensors, place } = await this.#input(frame);
    return postprocess(await network.run(tensors), frame, place);
  }
}

function checkModel(model: unknown): void {
  if (model instanceof Uint8Array) return;
  if (typeof model !== 'string' || model === '') {
    throw new InvalidOptionError('model', 'the path of an .onnx file, or its bytes,', model);
  }
  if (existsSync(model)) return;
  const remedy = `It is looked for at "${resolve(model)}".`;
  throw new InvalidOptionError('model', 'a file that exists', model, remedy);
}

async function load(
  model: string | Uint8Array,
  session: Readonly<Record<string, unknown>>,
): Promise<OnnxSession> {
  try {
    return await OnnxSession.load(model, session);
  } catch (cause) {
    if (isGiftGrabError(cause)) throw cause;
    const name = typeof model === 'string' ? model : `${model.length} bytes`;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidOptionError('model', 'one that ONNX Runtime can load', name, reason);
  }
}

/** How this model gets its input. */
function inputOf(preprocess: PictureInput | OnnxPreprocess, network: OnnxSession): Input {
  if (typeof preprocess === 'function') {
    return async (frame) => ({ tensors: await preprocess(frame), place: wholeOf(frame) });
  }
  const maker = new PictureTensor(planPicture(preprocess, network.onlyInput()));
  return (frame) => maker.of(frame);
}

function wholeOf({ cols, rows }: VideoFrame): PicturePlace {
  return { cols, rows, toFrame: (x, y) => [x, y] };
}

function keepInMeta(outputs: OnnxTensors, frame: VideoFrame): VideoFrame {
  frame.meta['onnx'] = outputs;
  return frame;
}
