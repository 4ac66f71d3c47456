import { Random } from '../../../packages/core/test/support/random';
import { fuzzNut, nutStreams } from '../../../packages/ffmpeg/test/support/nut-fuzz';
import type { FaultCase } from '../fault-case';

const STREAMS_AN_INPUT = 100;

/** What comes from the decoder. */
export const NUT: readonly FaultCase[] = [
  {
    name: 'fuzz-nut',
    done: `damaged and random NUT streams in random pieces (${STREAMS_AN_INPUT} for each of --inputs)`,
    holds: 'NutError at worst; the same frames whatever the pieces; no byte behind a frame written',
    per: 'once',
    check: async (run) => {
      const streams = nutStreams();
      const count = run.setting.lengths.inputs * STREAMS_AN_INPUT;
      let withFrames = 0;
      for (let i = 0; i < count; i += 1) {
        try {
          if (fuzzNut(streams, new Random(`${run.setting.seed}/${i}`))) withFrames += 1;
        } catch (error) {
          run.must(false, `stream ${i}: ${String(error)}`);
        }
      }
      run.notes.push(`${count} streams, frames in ${withFrames}`);
    },
  },
];
