import { VideoFrame, type FrameInit } from '@giftgrab/core';
import { zeros, type SampleArray } from '../../src/arrays/sample-array';

/** The Park–Miller generator: the same numbers each time, from 1 to 2147483646. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
}

/** Bytes of noise. */
export function noiseArray(shape: readonly number[], seed: number): SampleArray {
  const array = zeros({ dtype: 'uint8', shape });
  const random = randomNumbers(seed);
  for (let i = 0; i < array.data.length; i += 1) array.data[i] = random() >> 8;
  return array;
}

/** Bytes as large as can be. */
export function whiteArray(rows: number, cols: number): SampleArray {
  const array = zeros({ dtype: 'uint8', shape: [rows, cols] });
  array.data.fill(255);
  return array;
}

/** A frame of noise, in whatever its samples can hold. */
export function noise(init: FrameInit): VideoFrame {
  const frame = VideoFrame.alloc(init);
  const random = randomNumbers(1);
  const samples = frame.samples();
  const mask = 2 ** frame.shape.format.bitDepth - 1;
  for (let i = 0; i < samples.length; i += 1) samples[i] = (random() >> 8) & mask;
  return frame;
}

/** Pictures that are hard on filters, all of one size. */
export function testPictures(
  rows: number,
  cols: number,
): readonly (readonly [string, SampleArray])[] {
  const shape = [rows, cols];
  const paint = (value: (y: number, x: number) => number): SampleArray => {
    const array = zeros({ dtype: 'uint8', shape });
    for (let y = 0; y < rows; y += 1) {
      for (let x = 0; x < cols; x += 1) array.set(y, x, value(y, x));
    }
    return array;
  };
  const random = randomNumbers(5);
  return [
    ['noise', noiseArray(shape, 3)],
    ['black and white noise', paint(() => ((random() >> 8) & 1) * 255)],
    ['a chirp', paint((y, x) => 127.5 + 127.5 * Math.sin((x * x + y * y) / 50))],
    ['flat patches', paint((y, x) => ((y >> 3) * 37 + (x >> 3) * 91) & 255)],
    ['an impulse', paint((y, x) => (y === rows >> 1 && x === cols >> 1 ? 255 : 0))],
  ];
}
