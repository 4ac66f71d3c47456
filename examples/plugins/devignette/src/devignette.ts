import {
  deferFilter,
  frameMemory,
  InvalidOptionError,
  UnsupportedFormatError,
  type FilterRun,
  type FrameOperator,
  type VideoFrame,
} from '@giftgrab/core';
import { GainMap, lightAt, type Falloff } from './gain-map';
import { kernels } from './kernels';
import { scaleByReference } from './reference';

/** Where less light is left than this, there is no picture to make brighter. */
const LEAST_LIGHT = 1 / 15;
const STEPS = 256;

/**
 * Makes the operator.
 *
 * @param falloff - What the lens does.
 * @throws {@link InvalidOptionError} when the lens would leave no light somewhere.
 */
export function devignetteOperator(falloff: Falloff): FrameOperator {
  for (let i = 0; i <= STEPS; i += 1) {
    const light = lightAt(falloff, i / STEPS);
    if (light >= LEAST_LIGHT) continue;
    const { k1, k2, k3 } = falloff;
    const rule = 'numbers that leave a fifteenth of the light everywhere';
    throw new InvalidOptionError('k1, k2, k3', rule, [k1, k2, k3]);
  }
  return deferFilter(() => begin(falloff), { name: 'devignette' });
}

/** The gains are worked out with the first frame, and kept for all of its size. */
function begin(falloff: Falloff): FilterRun {
  let map: GainMap | undefined;
  const mapFor = ({ cols, rows }: VideoFrame): GainMap => {
    if (map?.cols === cols && map.rows === rows) return map;
    map?.free();
    map = new GainMap(falloff, cols, rows);
    return map;
  };
  return {
    run: (frame) => {
      const channels = channelsOf(frame);
      for (let view = 0; view < frame.stereoCount; view += 1) {
        brighten(frame.data(view), mapFor(frame), channels);
      }
      return frame;
    },
    end: () => {
      map?.free();
      map = undefined;
    },
  };
}

function channelsOf({ colour }: VideoFrame): 1 | 4 {
  if (colour === 'GRAY8') return 1;
  if (colour === 'BGRA') return 4;
  throw new UnsupportedFormatError(
    `devignette takes BGRA and GRAY8, not ${colour}. Convert the frames before.`,
  );
}

function brighten(data: Uint8Array, map: GainMap, channels: 1 | 4): void {
  const address = frameMemory.addressOf(data);
  if (address === undefined) {
    // A frame that somebody has made in ordinary memory, where kernels do not reach.
    scaleByReference(data, map.gains, channels);
    return;
  }
  const { scaleGrey, scaleBgra } = kernels();
  const scale = channels === 1 ? scaleGrey : scaleBgra;
  scale(address, map.address, map.gains.length);
}
