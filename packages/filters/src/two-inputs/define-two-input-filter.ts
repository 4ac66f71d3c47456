import {
  checkOptionNames,
  deferFilter,
  type FrameOperator,
  InvalidOptionError,
  liveOptions,
  VideoFrame,
} from '@giftgrab/core';
import { isObservable, type Observable } from 'rxjs';
import {
  isSampleArray,
  isSameShape,
  shapeOf,
  type DType,
  type SampleArray,
} from '../arrays/sample-array';
import type { ArrayFilter, OutputOption } from '../define-filter';
import { outputFor } from '../filter-array';
import { outputFrameFor, withPooled } from '../pooled-frame';
import { Combiner } from './combine';
import {
  checkPicture,
  frameOf,
  ownPicture,
  SecondInput,
  type SecondPicture,
} from './second-picture';
import type { TwoInputSpec } from './two-input-spec';

/** The other picture. */
export interface SecondPictureOption {
  /**
   * The other picture, of the same size and layout: a frame, an array (for arrays, and for frames of one plane), or for operators
   * also a stream of frames, of which the newest is taken. A frame or array is copied; frames that come before a stream's first
   * are dropped and counted, as `withLatestFrom` does. A frame of one view goes with all views.
   */
  readonly with: SecondPicture;
}

/**
 * Makes the public function of a filter of two pictures.
 *
 * @param spec - The filter.
 */
export function defineTwoInputFilter<Options extends object>(
  spec: TwoInputSpec<Options>,
): ArrayFilter<Options & SecondPictureOption> {
  type Given = Options & SecondPictureOption & OutputOption;
  const call = (first: unknown, given?: Given): FrameOperator | VideoFrame | SampleArray => {
    if (first instanceof VideoFrame) {
      const [options, second] = checked(spec, given, []);
      return onFrame(new Combiner(spec, options), first, second);
    }
    if (isSampleArray(first)) {
      const [options, second] = checked(spec, given, ['output']);
      return onArray(new Combiner(spec, options), first, second, given?.output);
    }
    const operatorOf = (wish: Given | undefined): FrameOperator => {
      const [options, second] = checked(spec, wish, []);
      return asOperator(spec.name, new Combiner(spec, options), ownPicture(second));
    };
    return isObservable(first)
      ? liveOptions(first as Observable<Given>, operatorOf, spec.name)
      : operatorOf(first as Given | undefined);
  };
  return Object.defineProperty(call, 'name', { value: spec.name }) as ArrayFilter<
    Options & SecondPictureOption
  >;
}

function checked<Options extends object>(
  spec: TwoInputSpec<Options>,
  given: (Options & SecondPictureOption & OutputOption) | undefined,
  more: readonly string[],
): [options: Options, second: SecondPicture] {
  checkOptionNames(spec.name, given ?? {}, [...spec.optionNames, 'with', ...more]);
  checkPicture(given?.with);
  const { with: second, output: _output, ...options } = given as NonNullable<typeof given>;
  // What is left once the options of all such filters are gone.
  const own = options as unknown as Options;
  spec.check(own);
  return [own, second];
}

function asOperator<Options extends object>(
  name: string,
  combiner: Combiner<Options>,
  picture: SecondPicture,
): FrameOperator {
  return deferFilter(
    (fail, stats) => {
      const input = new SecondInput(picture, fail, stats);
      return {
        run: (frame) => {
          const second = input.pictureFor(frame);
          if (second === undefined) return null;
          const output = outputFrameFor(frame);
          withPooled(frame, (_address, source) => combiner.combineFrames(source, second, output));
          return output;
        },
        end: () => input.dispose(),
      };
    },
    { name, access: 'read' },
  );
}

function onFrame<Options extends object>(
  combiner: Combiner<Options>,
  frame: VideoFrame,
  picture: SecondPicture,
): VideoFrame {
  if (!(picture instanceof VideoFrame) && !isSampleArray(picture)) {
    throw new InvalidOptionError('with', 'a frame or an ndarray, for a single frame,', picture);
  }
  const second = frameOf(picture, frame);
  try {
    const output = frame.deriveUninitialised({}, 'filter');
    withPooled(frame, (_address, source) => combiner.combineFrames(source, second, output));
    return output;
  } finally {
    second.release();
  }
}

function onArray<Options extends object>(
  combiner: Combiner<Options>,
  array: SampleArray,
  picture: SecondPicture,
  wish: SampleArray | DType | undefined,
): SampleArray {
  if (!(picture instanceof VideoFrame) && !isSampleArray(picture)) {
    throw new InvalidOptionError('with', 'an ndarray or a frame, for an array,', picture);
  }
  const second = picture instanceof VideoFrame ? (picture.array() as SampleArray) : picture;
  if (!isSameShape(second.shape, array.shape)) {
    const expected = `a picture of shape [${array.shape.join(', ')}]`;
    throw new InvalidOptionError('with', expected, second.shape);
  }
  const output = outputFor(wish, shapeOf(array));
  combiner.combineArrays(array, second, output);
  return output;
}
