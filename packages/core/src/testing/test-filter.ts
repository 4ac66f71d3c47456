import { AssertionError } from 'node:assert';
import { Observable } from 'rxjs';
import { describe } from '../errors';
import { FrameBudget } from '../frames/frame-budget';
import { VideoFrame } from '../frames/video-frame';
import { filter, type FilterFunction } from '../graph/filter';
import { FilterNode } from '../graph/filter-node';
import type { FrameOperator } from '../graph/frame-operator';
import { frameOf, type TestPicture } from './picture';

const PATIENCE_MS = 2000;

/** How exactly {@link FilterTest.expect} compares. */
export interface ExpectOptions {
  /** How far a sample may be off. @defaultValue 0 */
  readonly tolerance?: number;
}

/** A test of a filter; see {@link testFilter}. */
export class FilterTest {
  readonly #operator: FrameOperator;
  #pictures: readonly TestPicture[] = [];

  /** @internal */
  constructor(operator: FrameOperator) {
    this.#operator = operator;
  }

  /**
   * Says what goes in.
   *
   * @param pictures - Frames, or rows of numbers. Frames without a number get one, from 0.
   * @returns This test.
   */
  input(pictures: readonly TestPicture[]): this {
    this.#pictures = pictures;
    return this;
  }

  /**
   * Runs the filter and compares what comes out: number of frames, sizes, layouts, every sample of every view. The filter gets its
   * frames as from a real source: pooled, on loan, one after the other.
   *
   * @param pictures - What must come out.
   * @param options - How exactly.
   * @throws `AssertionError` that says what differs where, that a frame was not given back, or how the filter failed.
   */
  async expect(pictures: readonly TestPicture[], options: ExpectOptions = {}): Promise<void> {
    const budget = new FrameBudget({ frames: 1024 });
    const frames = await this.#run(budget).catch((error: unknown) => {
      throw new AssertionError({ message: `The filter failed: ${describeError(error)}` });
    });
    const wanted = pictures.map(frameOf);
    check(frames.length === wanted.length, `${wanted.length} frames`, `${frames.length}`);
    for (const [index, frame] of frames.entries()) {
      const expected = wanted[index];
      if (expected !== undefined) {
        compare(frame, expected, `frame ${index}`, options.tolerance ?? 0);
      }
    }
    await givenBack(budget);
    check(budget.framesOut === 0, 'every frame to be given back', `${budget.framesOut} still held`);
  }

  /**
   * Runs the filter and expects it to fail.
   *
   * @param message - What the error must say.
   * @throws `AssertionError` when it does not fail, or says something else.
   */
  async expectError(message: RegExp): Promise<void> {
    const error = await this.#run().then(
      () => undefined,
      (reason: unknown) => describeError(reason),
    );
    check(error !== undefined && message.test(error), `an error like ${message}`, error ?? 'none');
  }

  #run(budget = new FrameBudget()): Promise<readonly VideoFrame[]> {
    const frames: VideoFrame[] = [];
    return new Promise((resolve, reject) => {
      this.#operator(lend(this.#pictures, budget)).subscribe({
        next: (frame) => frames.push(frame.clone()),
        error: reject,
        complete: () => resolve(frames),
      });
    });
  }
}

/**
 * Begins a test of a filter, in whatever test framework: what is wrong is thrown as an `AssertionError`.
 *
 * @param subject - An operator, a filter function, or a node such as your own {@link ObservableObserver}.
 * @example
 * ```ts
 * import { testFilter, type VideoFrame } from '@giftgrab/core';
 *
 * const darker = (frame: VideoFrame): VideoFrame => {
 *   const data = frame.data();
 *   for (let i = 0; i < data.length; i += 1) data[i] = (data[i] ?? 0) / 2;
 *   return frame;
 * };
 * void testFilter(darker).input([[[100, 200]], [[0, 8]]]).expect([[[50, 100]], [[0, 4]]]);
 * ```
 */
export function testFilter(subject: FrameOperator | FilterFunction | FilterNode): FilterTest {
  if (subject instanceof FilterNode) return new FilterTest(operatorOf(subject));
  return new FilterTest('stats' in subject ? subject : filter(subject));
}

function operatorOf(node: FilterNode): FrameOperator {
  const operator = (source: Observable<VideoFrame>): Observable<VideoFrame> =>
    new Observable((subscriber) => {
      node.subscribe(subscriber);
      source.subscribe(node);
    });
  return Object.assign(operator, { stats: node.stats, node: () => node });
}

/** Emits pooled copies, as a source does. */
function lend(pictures: readonly TestPicture[], budget: FrameBudget): Observable<VideoFrame> {
  return new Observable((subscriber) => {
    for (const [index, picture] of pictures.entries()) {
      const frame = frameOf(picture, index);
      const { pts, colorimetry, constantRate, capturedMs, shape } = frame;
      const time = { pts, colorimetry, constantRate, capturedMs };
      const loan = VideoFrame.lend(shape, { ...time, index: frame.index || index }, budget);
      for (let view = 0; view < frame.stereoCount; view += 1) {
        loan.data(view).set(frame.data(view));
      }
      Object.assign(loan.meta, frame.ownMeta);
      subscriber.next(loan);
      loan.release();
    }
    subscriber.complete();
  });
}

/** Worker threads give back what they hold a moment after the stream has ended. */
async function givenBack(budget: FrameBudget): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (budget.framesOut > 0 && performance.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function compare(actual: VideoFrame, expected: VideoFrame, where: string, tolerance: number): void {
  check(
    shapeText(actual) === shapeText(expected),
    `${where} to be ${shapeText(expected)}`,
    shapeText(actual),
  );
  for (let view = 0; view < expected.stereoCount; view += 1) {
    const samples = actual.samples(view);
    const wanted = expected.samples(view);
    const at = wanted.findIndex((value, i) => Math.abs(value - (samples[i] ?? 0)) > tolerance);
    if (at < 0) continue;
    const place = `${where}${expected.stereoCount > 1 ? `, view ${view}` : ''}, ${placeOf(expected, at)}`;
    check(false, `${wanted[at]} at ${place}`, `${samples[at]}`);
  }
}

function shapeText({ cols, rows, colour, stereoCount }: VideoFrame): string {
  return `${cols}×${rows} ${colour}${stereoCount > 1 ? ` with ${stereoCount} views` : ''}`;
}

function placeOf({ shape }: VideoFrame, sample: number): string {
  const { planes } = shape.layout;
  const { bytesPerSample } = shape.format;
  const byte = sample * bytesPerSample;
  const index = planes.filter((plane) => plane.offset <= byte).length - 1;
  const { offset = 0, stride = 1 } = planes[index] ?? {};
  const { name = '', channels = 1 } = shape.format.planes[index] ?? {};
  const inRow = ((byte - offset) % stride) / bytesPerSample;
  const row = Math.floor((byte - offset) / stride);
  const channel = channels > 1 ? `, channel ${inRow % channels}` : '';
  return `row ${row}, column ${Math.floor(inRow / channels)}${channel} of ${name}`;
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : describe(error);
}

function check(isRight: boolean, expected: string, actual: string): asserts isRight {
  if (isRight) return;
  throw new AssertionError({
    message: `Expected ${expected}, but got ${actual}.`,
    expected,
    actual,
  });
}
