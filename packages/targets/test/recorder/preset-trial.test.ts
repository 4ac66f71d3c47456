import { readFileSync } from 'node:fs';
import { Rational } from '@giftgrab/core';
import { expect } from 'chai';
import { expectNothingLeft } from '../../../core/test/support/quiet';
import { recorder, type PresetChosen, type RecorderOptions } from '../../src';
import { FFMPEG_BUILDS } from '../support/ffmpeg-builds';
import { numberedFrame } from '../support/numbered-frames';
import { frameNumbers } from '../support/read-video';
import { temporaryFolder } from '../support/temporary-folder';
import type { ColourSpace } from '@giftgrab/core';

const FRAMES = 20;

describe("a recorder with preset: 'auto'", () => {
  const file = temporaryFolder();
  expectNothingLeft();

  const record = async (
    path: string,
    options: RecorderOptions,
    colour: ColourSpace = 'I420',
  ): Promise<readonly PresetChosen[]> => {
    const target = recorder(path, { ...options, preset: 'auto' });
    const chosen: PresetChosen[] = [];
    target.events.subscribe((event) => {
      if (event.type === 'presetChosen') chosen.push(event);
    });
    const rate = Rational.from(options.frameRate ?? 25);
    for (let i = 0; i < FRAMES; i += 1) await target.append(numberedFrame(i, { rate, colour }));
    await target.close();
    return chosen;
  };
  const all = Array.from({ length: FRAMES }, (_, i) => i);

  for (const { name, path: ffmpeg } of FFMPEG_BUILDS) {
    for (const [codec, extension] of [
      ['HEVC', 'mp4'],
      ['VP9', 'webm'],
      ['H264', 'mkv'],
    ] as const) {
      it(`takes its time for ${codec} where there is much, and records every frame, with ${name}`, async () => {
        const path = file(`slow ${codec} ${name}.${extension}`);
        const chosen = await record(path, { codec, frameRate: 1, ffmpeg });
        expect(chosen.map(({ preset, keepsUp }) => ({ preset, keepsUp }))).to.deep.equal([
          { preset: 'veryslow', keepsUp: true },
        ]);
        const { settings } = JSON.parse(
          readFileSync(path.replace(/\.\w+$/, '.report.json'), 'utf8'),
        ) as { settings: { preset: string } };
        expect(settings.preset).to.equal('veryslow');
        expect(await frameNumbers(path)).to.deep.equal(all);
      });
    }
  }

  it('takes the fastest where none is fast enough, says so, and records every frame', async () => {
    const path = file('fast.mp4');
    const [chosen] = await record(path, { codec: 'HEVC', frameRate: 90_000 });
    expect(chosen?.preset).to.equal('ultrafast');
    expect(chosen?.keepsUp).to.equal(false);
    expect(chosen?.framesPerSecond).to.be.greaterThan(0);
    expect(await frameNumbers(path)).to.deep.equal(all);
  });

  it('tries frames of two bytes a sample, and chooses once for all files of a size', async () => {
    const chosen = await record(
      file('parts.mp4'),
      { codec: 'H264', frameRate: 25, rotate: { frames: 10 } },
      'I420P10',
    );
    expect(chosen).to.have.length(1);
  });

  it('has nothing to choose where an encoder has no presets', () => {
    const make = (): unknown =>
      recorder(file('none.avi'), { codec: 'Xvid', frameRate: 25, preset: 'auto' });
    expect(make).to.throw(/preset/);
  });
});
