import { expect } from 'chai';
import {
  DeviceNotFoundError,
  DeviceOfflineError,
  FfmpegError,
  InvalidOptionError,
} from '@giftgrab/core';
import { DeviceRegistry } from '../../../src/devices/device-registry';
import type { DeviceSource } from '../../../src/devices/device-source';
import { ScreenDriver } from '../../../src/devices/screen/screen-driver';
import { screenInput, screenModes } from '../../../src/devices/screen/screen-arguments';
import { failureOf } from '../../../../ffmpeg/test/support/failure';
import { FakeFfmpegs } from '../../../../ffmpeg/test/support/fake-ffmpegs';
import { FFMPEG_BUILDS } from '../../../../ffmpeg/test/support/ffmpeg-builds';
import { Recorder } from '../../../../core/test/support/recorder';
import { expectNothingLeft } from '../../support/quiet';
import { NO_SCREEN, XServer } from '../../support/x-server';

const patient = { kind: 'screen', index: 0, openTimeoutMs: 60_000 };

describe('ScreenDriver', () => {
  expectNothingLeft();

  const fakes = new FakeFfmpegs();
  after(() => fakes.remove());

  it('finds nothing where there is no display', async () => {
    expect(await new ScreenDriver({ display: '', ffmpeg: '/nowhere' }).list()).to.deep.equal([]);
  });

  it('reads the size of the screen from what ffmpeg refuses', () => {
    const line =
      '[x11grab @ 0x30a7ac80] Capture area 32767x32767 at position 0.0 outside the screen size 2560x1440';
    expect(screenModes(['ffmpeg version', line, ':0: Invalid argument'])).to.deep.equal([
      { colour: 'BGRA', cols: 2560, rows: 1440, format: 'cursor' },
      { colour: 'BGRA', cols: 2560, rows: 1440, format: 'no cursor' },
    ]);
    expect(screenModes(['Cannot open display :7, error 1.'])).to.equal(undefined);
  });

  it('asks ffmpeg for the whole screen, with the cursor or without', () => {
    const mode = { colour: 'BGRA', cols: 64, rows: 48, frameRate: 60 } as const;
    expect(screenInput(':1', mode).join(' ')).to.equal(
      '-f x11grab -draw_mouse 1 -video_size 64x48 -framerate 60 -i :1',
    );
    expect(screenInput(':1', { ...mode, format: 'no cursor' })).to.include.members([
      '-draw_mouse',
      '0',
    ]);
  });

  it('says so when the ffmpeg in use cannot capture screens', async () => {
    const ffmpeg = fakes.make('echo "Unknown input format: \'x11grab\'" >&2; exit 1');
    const driver = new ScreenDriver({ display: ':1', ffmpeg });
    expect((await driver.list())[0]?.problem).to.match(/built without x11grab\. Name another/);
    const error = await failureOf(new DeviceRegistry([driver]).open(patient));
    expect(error).to.be.instanceOf(FfmpegError);
    expect(error).to.have.property('code', 'UNSUPPORTED_FORMAT');
  });

  FFMPEG_BUILDS.forEach(({ name, path: ffmpeg }) => {
    describe(`with ${name}`, () => {
      let server: XServer;
      let registry: DeviceRegistry;
      before(async function () {
        if (NO_SCREEN !== undefined) {
          console.log(`      skipped: ${NO_SCREEN}`);
          this.skip();
        }
        server = await XServer.start('320x240');
        registry = new DeviceRegistry([new ScreenDriver({ display: server.display, ffmpeg })]);
      });
      after(() => server.stop());

      /** Waits for a picture of one colour. */
      async function waitFor(source: DeviceSource, bgra: readonly number[]): Promise<void> {
        for await (const frame of source) {
          const bytes = frame.data();
          const isSame = bytes.every((value, i) => value === bgra[i % 4]);
          if (isSame) return;
        }
        throw new Error('The screen ended.');
      }

      it('lists the screen, with its size', async () => {
        const [screen] = await registry.list();
        expect(screen).to.include({ kind: 'screen', name: `Screen ${server.display}`, index: 0 });
        expect(screen?.modes[0]).to.include({ cols: 320, rows: 240 });
      });

      it('captures what is on the screen, in its very colours', async () => {
        const mode = { format: 'no cursor' };
        const source = await registry.open({ ...patient, mode });
        expect(source).to.include({ colour: 'BGRA', cols: 320, rows: 240 });
        expect(source.frameRate?.value).to.equal(30);
        server.fill('#ff8000');
        await waitFor(source, [0, 128, 255, 255]);
        server.fill('#102030');
        await waitFor(source, [0x30, 0x20, 0x10, 255]);
        source.setSubFrame(10, 20, 30, 40);
        const part = await source.getFrame();
        expect(part).to.include({ cols: 30, rows: 40 });
        part?.release();
        await registry.free(source);
      });

      it('numbers and times its frames, at the rate that is asked for', async () => {
        const source = await registry.open({ ...patient, mode: { frameRate: 100 } });
        expect(source.frameRate?.value).to.equal(100);
        const indexes: number[] = [];
        const times: number[] = [];
        for await (const frame of source) {
          indexes.push(frame.index);
          times.push(frame.pts?.seconds ?? Number.NaN);
          if (indexes.length === 10) break;
        }
        expect(indexes).to.deep.equal([...new Set(indexes)].sort((a, b) => a - b));
        expect(times).to.deep.equal([...new Set(times)].sort((a, b) => a - b));
        await registry.free(source);
      });

      it('says so when there is no screen [X6]', async () => {
        const driver = new ScreenDriver({ display: ':4000', ffmpeg });
        expect((await driver.list())[0]?.problem).to.match(/Is there an X server/);
        const error = await failureOf(
          new DeviceRegistry([driver]).open({ ...patient, retries: 0 }),
        );
        expect(error).to.be.instanceOf(DeviceNotFoundError);
        expect(error.message).to.match(/"Screen :4000".*Is there an X server/);
      });

      it('says so when the screen has become too small', async () => {
        const driver = new ScreenDriver({ display: server.display, ffmpeg });
        const list = async () =>
          (await driver.list()).map((each) => ({
            ...each,
            modes: [{ colour: 'BGRA', cols: 9999, rows: 9999 } as const],
          }));
        const larger = { kind: 'screen', list, open: driver.open.bind(driver) };
        const error = await failureOf(new DeviceRegistry([larger]).open(patient));
        expect(error).to.be.instanceOf(InvalidOptionError);
        expect(error.message).to.match(/outside the screen size 320x240/);
      });

      it('ends when the screen is gone', async () => {
        const display = await XServer.start('64x48');
        const driver = new ScreenDriver({ display: display.display, ffmpeg });
        const own = new DeviceRegistry([driver]);
        const source = await own.open(patient);
        const seen = new Recorder();
        source.attach(seen);
        await display.stop();
        await seen.ended;
        expect(seen.failure).to.be.instanceOf(DeviceOfflineError);
        expect(String(seen.failure)).to.match(/delivers no frames any more/);
        await own.free(source);
      });
    });
  });
});
