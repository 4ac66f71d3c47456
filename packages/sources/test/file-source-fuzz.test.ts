// Some damaged files; thousands of them: npm run faults -- fuzz --inputs 5000.
import { expect } from 'chai';
import { Random } from '../../core/test/support/random';
import { useClips } from '../../ffmpeg/test/support/clips';
import { FFMPEG_BUILDS } from '../../ffmpeg/test/support/ffmpeg-builds';
import { leavingNoTrace } from '../../ffmpeg/test/support/traces';
import { expectNothingLeft, warningsOf } from '../../core/test/support/quiet';
import { fuzz, fuzzClips } from './support/fuzz';

const INPUTS = 75;
const SEED = Date.now() % 1_000_000;

describe('openFile and probe, of damaged files', () => {
  const clips = useClips();
  expectNothingLeft();

  for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
    it(`end in frames or in a typed error, with ${name} (${INPUTS} files, seed ${SEED})`, async () => {
      const originals = fuzzClips(clips);
      let withFrames = 0;
      const readThem = async (): Promise<void> => {
        for (let i = 0; i < INPUTS; i += 1) {
          const random = new Random(`${SEED}/${i}`);
          const clip = random.pick(originals);
          const path = clips.file(`damaged-${i}${/\.\w+$/.exec(clip)?.[0] ?? ''}`);
          const { frames } = await fuzz(clip, path, random, ffmpeg).catch((error: unknown) => {
            throw new Error(`file ${i} (${path}): ${String(error)}`);
          });
          if (frames > 0) withFrames += 1;
        }
      };
      // The guardian, which stays, comes with the first.
      const [first] = originals;
      await fuzz(first, clips.file('first.mp4'), new Random(SEED), ffmpeg);
      // They warn of the damage, as they should.
      await warningsOf(() => leavingNoTrace(readThem));
      expect(withFrames).to.be.greaterThan(0);
    });
  }
});
