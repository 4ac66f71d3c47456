import { expect } from 'chai';
import fc from 'fast-check';
import {
  DeviceAlreadyConnectedError,
  DeviceNotFoundError,
  DeviceOfflineError,
  GiftGrabError,
  InvalidOptionError,
  OutOfRangeError,
  SourceError,
  SourceSizeChangedError,
} from '@giftgrab/core';
import { filter, firstValueFrom, Subject } from 'rxjs';
import { DeviceRegistry, type DeviceOptions } from '../../src/devices/device-registry';
import type { DeviceEvent } from '../../src/live-events';
import type { DeviceSource } from '../../src/devices/device-source';
import { failureOf } from '../../../ffmpeg/test/support/failure';
import { CrankedSource } from '../support/cranked-source';
import { FakeDriver, MODES } from '../support/fake-driver';
import { expectNothingLeft, turns } from '../support/quiet';
import { Recorder, SlowRecorder } from '../../../core/test/support/recorder';
import { warningsDuring } from '../support/warnings';

const CAMERA = { name: 'camera', path: '/dev/fake0', stablePath: '/by-id/camera', modes: MODES };

describe('DeviceRegistry', () => {
  expectNothingLeft();

  let driver: FakeDriver;
  let registry: DeviceRegistry;

  beforeEach(() => {
    driver = new FakeDriver('fake', [
      CAMERA,
      { name: 'twin', path: '/dev/fake1', modes: MODES },
      { name: 'twin', path: '/dev/fake2', modes: MODES },
      { name: 'silent', modes: [], problem: 'Its lid is shut.' },
    ]);
    registry = new DeviceRegistry([driver]);
  });

  afterEach(() => {
    expect(
      driver.opened.map(({ running }) => running),
      'devices still running',
    ).to.deep.equal(driver.opened.map(() => 0));
  });

  describe('list', () => {
    it('tells what there is, and what of it is in use [P16]', async () => {
      const source = await registry.open({ name: 'camera' });
      const devices = await registry.list();
      expect(devices.map(({ kind, name, index, isInUse }) => [kind, name, index, isInUse])).to.eql([
        ['fake', 'camera', 0, true],
        ['fake', 'twin', 1, false],
        ['fake', 'twin', 2, false],
        ['fake', 'silent', 3, false],
      ]);
      expect(devices[3]).to.have.property('problem', 'Its lid is shut.');
      await registry.free(source);
      expect((await registry.list())[0]).to.have.property('isInUse', false);
    });

    it('warns of a driver that cannot tell, and tells of the others', async () => {
      registry.register({
        kind: 'broken',
        list: () => Promise.reject(new Error('no library')),
        open: () => new CrankedSource(),
      });
      const { result, warnings } = await warningsDuring(() => registry.list());
      expect(result).to.have.length(4);
      expect(warnings.map(({ code }) => code)).to.deep.equal(['DEVICES_NOT_LISTED']);
      expect(warnings[0]?.message).to.match(/kind "broken" could not be listed: no library/);
    });
  });

  describe('register', () => {
    it('refuses a second driver of a kind, and forgets the first when told to', () => {
      const forget = registry.register(new FakeDriver('other', []));
      expect(() => registry.register(new FakeDriver('other', []))).to.throw(
        InvalidOptionError,
        /no driver yet.*"other"/,
      );
      forget();
      registry.register(new FakeDriver('other', []));
      expect(() => registry.register(new FakeDriver(' ', []))).to.throw(InvalidOptionError);
    });

    it('lets another driver take the place of one that may be replaced', async () => {
      const builtIn = new FakeDriver('decklink', [{ name: 'built in', modes: MODES }]);
      const own = new FakeDriver('decklink', [{ name: 'own', modes: MODES }]);
      const both = new DeviceRegistry([], [builtIn]);
      const forget = both.register(own);
      await both.free(await both.open({ kind: 'decklink', index: 0 }));
      expect([builtIn.opened.length, own.opened.length]).to.deep.equal([0, 1]);
      forget();
      expect((await both.list()).map(({ name }) => name)).to.deep.equal(['built in']);
    });
  });

  describe('open', () => {
    it('gives the device as a source, in its own colour and first mode', async () => {
      const source = await registry.open({ kind: 'fake', index: 0 });
      expect(source).to.include({ colour: 'BGRA', cols: 8, rows: 4, name: 'DeviceSource camera' });
      expect(source.frameRate?.value).to.equal(25);
      expect(source.device).to.include({ kind: 'fake', name: 'camera' });
      expect(source.mode).to.equal(MODES[0]);
      const seen = new Recorder();
      source.attach(seen);
      await turns();
      driver.newest.crank(3);
      expect(seen.indexes, 'frame 0 was the first sign of life').to.deep.equal([1, 2, 3]);
      await source.detach(seen);
      expect(driver.newest.running, 'it goes on until it is freed').to.equal(1);
      await registry.free(source);
      expect(source.closed).to.equal(true);
    });

    it('finds it by name, path, stable path, and index [P16]', async () => {
      const ways: readonly DeviceOptions[] = [
        { name: 'camera' },
        { path: '/dev/fake0' },
        { path: '/by-id/camera' },
        { kind: 'fake', index: 0, name: 'camera' },
      ];
      for (const way of ways) {
        await using source = await registry.open(way);
        expect(source.device.path).to.equal('/dev/fake0');
      }
    });

    it('gives the same source for the same device [V2, quirk 20, TC37]', async () => {
      const first = await registry.open({ name: 'camera', colour: 'BGRA' });
      const second = await registry.open({ path: '/dev/fake0' });
      expect(second).to.equal(first);
      expect(driver.opened).to.have.length(1);
      await registry.free(first);
      expect(first.closed, 'somebody else uses it').to.equal(false);
      await registry.free(second);
      expect(first.closed).to.equal(true);
    });

    it('shares one connection among those who open it at once', async () => {
      const sources = await Promise.all([
        registry.open({ name: 'camera' }),
        registry.open({ name: 'camera', colour: 'I420' }),
        registry.open({ name: 'camera' }),
      ]);
      expect(driver.opened).to.have.length(1);
      expect(sources[0]).to.equal(sources[2]);
      await Promise.all(sources.map((source) => registry.free(source)));
      expect(driver.newest.closed).to.equal(true);
    });

    it('converts for those who want another colour, on the same connection [quirk 20]', async () => {
      const own = await registry.open({ name: 'camera' });
      const grey = await registry.open({ name: 'camera', colour: 'GRAY8' });
      const [seen, seenGrey] = [new Recorder(), new Recorder()];
      own.attach(seen);
      grey.attach(seenGrey);
      await turns();
      driver.newest.crank(2);
      expect(seenGrey.indexes, 'the same frames have the same number').to.deep.equal(seen.indexes);
      expect(seenGrey.firstBytes).to.deep.equal([1, 2]);
      expect(grey).to.include({ colour: 'GRAY8', cols: 8, rows: 4 });
      await registry.free(own);
      driver.newest.crank(1);
      expect(seenGrey.indexes, 'its connection goes on').to.deep.equal([1, 2, 3]);
      expect(seen.ending).to.equal('complete');
      await registry.free(grey);
    });

    it('keeps edits of one from the eyes of the other', async () => {
      const own = await registry.open({ name: 'camera' });
      const grey = await registry.open({ name: 'camera', colour: 'GRAY8' });
      const seenGrey = new Recorder();
      own.attach({ next: (frame) => frame.writable().data().fill(255) });
      grey.attach(seenGrey);
      await turns();
      driver.newest.crank(1);
      expect(seenGrey.firstBytes).to.deep.equal([1]);
      await Promise.all([registry.free(own), registry.free(grey)]);
    });

    it('opens it for one alone when told to [X5]', async () => {
      const shared = await registry.open({ name: 'camera' });
      const error = await failureOf(registry.open({ name: 'camera', exclusive: true }));
      expect(error).to.be.instanceOf(DeviceAlreadyConnectedError);
      expect(error.message).to.match(/"camera" \(fake \/dev\/fake0\) is open already.*Free it/);
      await registry.free(shared);
      const mine = await registry.open({ name: 'camera', exclusive: true });
      const refusal = await failureOf(registry.open({ name: 'camera' }));
      expect(refusal).to.be.instanceOf(DeviceAlreadyConnectedError);
      expect(refusal.message).to.match(/does not share/);
      await registry.free(mine);
      await registry.free(await registry.open({ name: 'camera', colour: 'I420' }));
    });

    it('opens it in the mode that is wished for', async () => {
      await using source = await registry.open({
        name: 'camera',
        mode: { rows: 8, frameRate: 12 },
      });
      expect(driver.modes).to.deep.equal([{ ...MODES[1], frameRate: 12 }]);
      expect(source).to.include({ colour: 'UYVY', cols: 16, rows: 8 });
      expect(await registry.open({ name: 'camera', mode: { format: 'yuyv422' } })).to.equal(source);
      const error = await failureOf(registry.open({ name: 'camera', mode: { rows: 4 } }));
      expect(error).to.be.instanceOf(DeviceAlreadyConnectedError);
      expect(error.message).to.match(/another mode: 16×8 UYVY \(yuyv422\) at 12 fps/);
      await registry.free(source);
    });

    it('prefers a mode that needs no conversion, of the default size, not compressed [quirk 20]', async () => {
      const size = { cols: 8, rows: 4 };
      driver.devices = [
        {
          name: 'camera',
          modes: [
            { colour: 'UYVY', ...size },
            { colour: 'GRAY8', cols: 4, rows: 4 },
            { colour: 'I420', ...size, format: 'mjpeg', isCompressed: true },
            { colour: 'I420', ...size, format: 'yuv420p' },
          ],
        },
      ];
      const formats: string[] = [];
      for (const colour of ['I420', 'GRAY8', 'BGRA', undefined] as const) {
        const source = await registry.open({ name: 'camera', ...(colour && { colour }) });
        formats.push(`${source.mode?.colour} ${source.mode?.format}, ${source.colour}`);
        await registry.free(source);
      }
      expect(formats).to.deep.equal([
        'I420 yuv420p, I420',
        'UYVY undefined, GRAY8',
        'UYVY undefined, BGRA',
        'UYVY undefined, UYVY',
      ]);
      const mode = { isCompressed: true };
      await using source = await registry.open({ name: 'camera', mode });
      expect(source.mode?.format).to.equal('mjpeg');
    });

    it('lets a device find out what comes, unless a mode is wished for', async () => {
      driver.devices = [{ name: 'camera', modes: MODES, detectsMode: true }];
      await registry.free(await registry.open({ name: 'camera', colour: 'UYVY' }));
      await registry.free(await registry.open({ name: 'camera', mode: { cols: 16 } }));
      expect(driver.modes).to.deep.equal([undefined, MODES[1]]);
    });

    it('says which modes there are when none is as wished', async () => {
      const error = await failureOf(registry.open({ name: 'camera', mode: { cols: 1920 } }));
      expect(error).to.be.instanceOf(InvalidOptionError);
      expect(error.message).to.match(/1920×\?.*has 8×4 BGRA at 25 fps, 16×8 UYVY \(yuyv422\)\./);
      expect(
        await failureOf(registry.open({ name: 'camera', mode: { frameRate: 50, rows: 4 } })),
      ).to.be.instanceOf(InvalidOptionError);
      const none = await failureOf(registry.open({ name: 'silent', mode: { cols: 1920 } }));
      expect(none.message).to.match(/told of none.*Its lid is shut/);
      expect(driver.opened).to.have.length(0);
    });

    it('does not let those who share a source have it otherwise', async () => {
      const options = { name: 'camera', budget: { frames: 3 }, warmupFrames: 1 };
      const source = await registry.open(options);
      expect(await registry.open(options)).to.equal(source);
      expect(await registry.open({ name: 'camera' })).to.equal(source);
      const error = await failureOf(registry.open({ ...options, budget: { frames: 4 } }));
      expect(error).to.be.instanceOf(DeviceAlreadyConnectedError);
      expect(error.message).to.match(/with another budget\. Free it/);
      await source.close();
    });

    it('says what there is when there is no such device [X6]', async () => {
      const error = await failureOf(registry.open({ name: 'camra' }));
      expect(error).to.be.instanceOf(DeviceNotFoundError);
      expect(error.message).to.equal(
        'There is no device with name "camra". Did you mean "camera"? There are: "camera" (fake /dev/fake0), ' +
          '"twin" (fake /dev/fake1), "twin" (fake /dev/fake2), "silent" (fake 3).',
      );
      const elsewhere = await failureOf(registry.open({ kind: 'decklink', index: 0 }));
      expect(elsewhere).to.be.instanceOf(DeviceNotFoundError);
      expect(elsewhere.message).to.match(/There is no device at all\. Nothing here drives.*"fake"/);
      const empty = await failureOf(new DeviceRegistry().open({ path: '/dev/video0' }));
      expect(empty.message).to.match(/path "\/dev\/video0"\. There is no device at all/);
    });

    it('does not guess which of several is meant', async () => {
      const error = await failureOf(registry.open({ name: 'twin' }));
      expect(error).to.be.instanceOf(InvalidOptionError);
      expect(error.message).to.match(
        /fits "twin" \(fake \/dev\/fake1\), "twin" \(fake \/dev\/fake2\)/,
      );
      await using second = await registry.open({ name: 'twin', path: '/dev/fake2' });
      expect(second.device.index).to.equal(2);
    });

    const wrong: readonly (readonly [string, object])[] = [
      ['no device', {}],
      ['a kind alone', { kind: 'fake' }],
      ['an index of no kind', { index: 0 }],
      ['an index that is none', { kind: 'fake', index: -1 }],
      ['an empty name', { name: ' ' }],
      ['a misspelt option', { name: 'camera', color: 'BGRA' }],
      ['an unknown colour', { name: 'camera', colour: 'PINK' }],
      ['a mode with a misspelt part', { name: 'camera', mode: { width: 8 } }],
      ['a mode of no size', { name: 'camera', mode: { cols: 0 } }],
      ['a timeout that is none', { name: 'camera', openTimeoutMs: 0 }],
      ['a timeout no timer can wait for', { name: 'camera', openTimeoutMs: 2 ** 31 }],
      ['an unknown policy', { name: 'camera', whenFull: 'block' }],
      ['an impossible budget', { name: 'camera', budget: { frames: 1 } }],
      ['a number of retries that is none', { name: 'camera', retries: -1 }],
      ['a way to reconnect that is none', { name: 'camera', reconnect: { attempts: 0 } }],
      ['exclusiveness that is no boolean', { name: 'camera', exclusive: 'yes' }],
      ['a negative number of frames to warm up', { name: 'camera', warmupFrames: -1 }],
    ];
    for (const [title, options] of wrong) {
      it(`refuses ${title}`, async () => {
        const error = await failureOf(registry.open(options));
        expect(error).to.be.instanceOf(InvalidOptionError);
      });
    }

    it('leaves nothing behind when a part of the picture is outside of it', async () => {
      const subFrame = { x: 0, y: 0, cols: 9, rows: 4 };
      const error = await failureOf(registry.open({ name: 'camera', subFrame }));
      expect(error).to.be.instanceOf(OutOfRangeError);
      expect(driver.newest.closed).to.equal(true);
    });
  });

  describe('open, of a device that fails', () => {
    const failing: readonly (readonly [
      string,
      () => CrankedSource | Promise<CrankedSource>,
      new (...args: never[]) => Error,
      RegExp,
    ])[] = [
      [
        'throws',
        () => {
          throw new Error('no power');
        },
        DeviceNotFoundError,
        /"camera" \(fake \/dev\/fake0\) could not be opened: no power/,
      ],
      ['rejects', () => Promise.reject(new Error('no power')), DeviceNotFoundError, /no power/],
      [
        'rejects with an error of its own',
        () => Promise.reject(new SourceError('Upside down.')),
        SourceError,
        /^Upside down\.$/,
      ],
      [
        'gives something else than a source',
        () => JSON.parse('{}') as CrankedSource,
        DeviceNotFoundError,
        /gave an object of type Object/,
      ],
      [
        'has no size [X7]',
        () => new CrankedSource({ cols: 0 }),
        DeviceOfflineError,
        /its frames have 0 cols/,
      ],
      [
        'does not answer [X7]',
        () => new Promise<never>(() => undefined),
        DeviceOfflineError,
        /does not say what its frames are, within 50 ms/,
      ],
      [
        'delivers nothing [X7]',
        () => new CrankedSource({ first: 0 }),
        DeviceOfflineError,
        /delivered no frame within 50 ms/,
      ],
    ];
    for (const [title, instead, type, message] of failing) {
      it(`says so when it ${title}, leaves nothing behind, and may be tried again`, async () => {
        driver.instead = () => {
          const source = instead();
          if (source instanceof CrankedSource) driver.opened.push(source);
          return source;
        };
        const opening = { name: 'camera', openTimeoutMs: 50 };
        const [error, other] = await Promise.all([
          failureOf(registry.open(opening)),
          failureOf(registry.open(opening)),
        ]);
        expect(error).to.be.instanceOf(type).and.instanceOf(GiftGrabError);
        expect(error.message).to.match(message);
        expect(other, 'all who waited hear the same').to.equal(error);
        expect(driver.signals[0]?.aborted, 'it is told to give up').to.equal(true);
        expect((await registry.list())[0]).to.have.property('isInUse', false);
        driver.instead = undefined;
        await registry.free(await registry.open({ name: 'camera' }));
      });
    }

    it('has a reason for each way to be offline [X7]', async () => {
      const reasons: string[] = [];
      for (const [title, instead] of failing.filter(([name]) => name.includes('[X7]'))) {
        driver.instead = instead;
        const error = await failureOf(registry.open({ name: 'camera', openTimeoutMs: 20 }));
        expect(error, title).to.be.instanceOf(DeviceOfflineError);
        if (error instanceof DeviceOfflineError) reasons.push(error.reason);
      }
      expect(reasons).to.deep.equal(['meaningless dimensions', 'no dimensions', 'no frames']);
    });

    it('closes a source that came when nobody waited any more', async () => {
      let arrive: (source: CrankedSource) => void = () => undefined;
      driver.instead = () => new Promise<CrankedSource>((resolve) => (arrive = resolve));
      await failureOf(registry.open({ name: 'camera', openTimeoutMs: 20 }));
      const late = new CrankedSource();
      arrive(late);
      await turns();
      expect(late.closed).to.equal(true);
    });

    it('says so when its source ends or fails before the first frame', async () => {
      driver.instead = () => {
        const source = new CrankedSource({ first: 0 });
        source.subscribe({ error: () => undefined });
        setTimeout(() => source.unplug(), 5);
        return source;
      };
      const ended = await failureOf(registry.open({ name: 'camera', retries: 0 }));
      expect(ended).to.be.instanceOf(DeviceOfflineError);
      expect(ended.message).to.match(/delivered no frame before it ended/);
      driver.instead = () => {
        const source = new CrankedSource({ first: 0 });
        source.subscribe({ error: () => undefined });
        setTimeout(() => source.unplug(new Error('short circuit')), 5);
        return source;
      };
      const failed = await failureOf(registry.open({ name: 'camera', retries: 0 }));
      expect(failed.message).to.match(/could not be opened: short circuit/);
    });
  });

  describe('open, of a device that fails at first', () => {
    const failing = (times: number, error: () => Error): void => {
      let left = times;
      driver.instead = () => {
        if (left-- > 0) throw error();
        driver.instead = undefined;
        return driver.open({ ...CAMERA, kind: 'fake', index: 0, isInUse: false }, MODES[0], {
          signal: new AbortController().signal,
        });
      };
    };

    it('tries again [P15]', async () => {
      failing(3, () => new DeviceOfflineError('Not yet.', { reason: 'no dimensions' }));
      const source = await registry.open({ name: 'camera', openTimeoutMs: 60_000 });
      expect(source).to.include({ cols: 8, rows: 4 });
      expect(driver.signals.slice(0, 3).every(({ aborted }) => aborted)).to.equal(true);
      await registry.free(source);
    });

    it('fails as the last attempt did, after as many as it is told', async () => {
      let attempts = 0;
      failing(9, () => new DeviceAlreadyConnectedError(`Attempt ${(attempts += 1)}.`));
      const opening = { name: 'camera', retries: 2, openTimeoutMs: 60_000 };
      expect((await failureOf(registry.open(opening))).message).to.equal('Attempt 3.');
      expect((await failureOf(registry.open({ ...opening, retries: 0 }))).message).to.equal(
        'Attempt 4.',
      );
    });

    it('does not wait for an attempt that there is no time for', async () => {
      failing(9, () => new DeviceNotFoundError('Gone.'));
      const error = await failureOf(registry.open({ name: 'camera', openTimeoutMs: 60 }));
      expect(error.message).to.equal('Gone.');
      expect(driver.modes).to.have.length(1);
    });

    const lasting: readonly Error[] = [
      new InvalidOptionError('mode', 'another', 1),
      new SourceError('You may not.', { code: 'SOURCE_NOT_READABLE' }),
      new GiftGrabError('UNSUPPORTED_FORMAT', 'This ffmpeg cannot.'),
    ];
    for (const error of lasting) {
      it(`does not try again after ${error.message}`, async () => {
        failing(9, () => error);
        const opening = { name: 'camera', openTimeoutMs: 60_000 };
        expect(await failureOf(registry.open(opening))).to.equal(error);
        expect(driver.modes).to.have.length(1);
      });
    }
  });

  describe('a device that is lost', () => {
    const reconnect = { attempts: 3, minDelayMs: 5, maxDelayMs: 5 };

    /** What happens to a source, and the means to wait for it. */
    function listen({ events }: DeviceSource): {
      readonly all: DeviceEvent[];
      readonly next: (type: DeviceEvent['type']) => Promise<unknown>;
    } {
      const all: DeviceEvent[] = [];
      const types = new Subject<DeviceEvent>();
      events.subscribe((event) => {
        all.push(event);
        types.next(event);
      });
      return {
        all,
        next: (type) => firstValueFrom(types.pipe(filter((event) => event.type === type))),
      };
    }

    it('is connected again, with a gap in its numbers and its times', async () => {
      const source = await registry.open({ name: 'camera', reconnect });
      const grey = await registry.open({ name: 'camera', colour: 'GRAY8' });
      const { all, next } = listen(source);
      const times: [seconds: number, capturedMs: number][] = [];
      const seen = new Recorder(({ pts, captured }) =>
        times.push([pts?.seconds ?? -1, captured.monotonicMs]),
      );
      const seenGrey = new Recorder();
      source.attach(seen);
      grey.attach(seenGrey);
      await turns();
      driver.newest.crank(2);
      const restored = next('restored');
      driver.newest.unplug(new Error('unplugged'));
      await restored;
      driver.newest.crank(2);
      expect(driver.opened).to.have.length(2);
      expect(seen.indexes).to.deep.equal([1, 2, 4, 5, 6]);
      expect(seenGrey.indexes).to.deep.equal(seen.indexes);
      expect(all.map(({ type }) => type)).to.deep.equal(['connected', 'lost', 'restored', 'gap']);
      expect(String(all[1]?.type === 'lost' && all[1].error)).to.match(/has failed: unplugged/);
      expect(all[2]).to.deep.equal({ type: 'restored', attempts: 1 });
      const gap = all[3];
      expect(gap).to.include({ lastIndex: 2, nextIndex: 4 });
      const [, before = [0, 0], after = [0, 0]] = times;
      // As long as was waited, to the tick of 40 ms.
      expect(after[0] - before[0]).to.be.closeTo((after[1] - before[1]) / 1000, 0.0401);
      expect(gap?.type === 'gap' && gap.seconds).to.be.closeTo((after[1] - before[1]) / 1000, 1e-6);
      const seconds = times.map(([time]) => time);
      expect(seconds).to.deep.equal([...new Set(seconds)].sort((a, b) => a - b));
      await Promise.all([registry.free(source), registry.free(grey)]);
      expect(seen.ending).to.equal('complete');
    });

    it('may end in order or more than once, and take several attempts', async () => {
      const source = await registry.open({ name: 'camera', reconnect });
      const { all, next } = listen(source);
      for (let i = 0; i < 2; i += 1) {
        let left = 2;
        driver.instead = () => {
          left -= 1;
          if (left === 0) driver.instead = undefined;
          throw new DeviceNotFoundError('Not there.');
        };
        const restored = next('restored');
        driver.newest.unplug();
        expect(await restored).to.deep.equal({ type: 'restored', attempts: 3 });
      }
      expect(String(all[1]?.type === 'lost' && all[1].error)).to.match(/has ended/);
      await registry.free(source);
    });

    it('ends when it does not come back', async () => {
      const source = await registry.open({ name: 'camera', reconnect });
      const seen = new Recorder();
      source.attach(seen);
      await turns();
      driver.instead = () => {
        throw new DeviceNotFoundError('Not there.');
      };
      driver.newest.unplug();
      await seen.ended;
      expect(seen.failure).to.be.instanceOf(DeviceNotFoundError);
      expect(driver.modes).to.have.length(1 + 3);
      await registry.free(source);
    });

    it('ends when it comes back with another size', async () => {
      for (const instead of [
        () => new CrankedSource({ cols: 6 }),
        () => {
          throw new InvalidOptionError('mode', 'a mode of the device', '8×4');
        },
      ]) {
        const source = await registry.open({ name: 'camera', reconnect });
        const { all } = listen(source);
        const seen = new Recorder();
        source.attach(seen);
        await turns();
        driver.instead = instead;
        driver.newest.unplug();
        await seen.ended;
        expect(seen.failure).to.be.instanceOf(SourceSizeChangedError);
        expect(all.at(-1)).to.deep.include({
          type: 'formatChanged',
          from: { cols: 8, rows: 4 },
        });
        driver.instead = undefined;
        await registry.free(source);
      }
    });

    it('may be freed meanwhile', async () => {
      const slow = { attempts: 1, minDelayMs: 60_000, maxDelayMs: 60_000 };
      const source = await registry.open({ name: 'camera', reconnect: slow });
      const { all } = listen(source);
      driver.newest.unplug();
      expect((await registry.list())[0]).to.have.property('isInUse', true);
      await registry.free(source);
      const other = await registry.open({ name: 'camera', reconnect });
      driver.instead = () => new Promise<never>(() => undefined);
      driver.newest.unplug();
      while (driver.modes.length < 3) await turns();
      await registry.free(other);
      expect(all.map(({ type }) => type)).to.deep.equal(['connected', 'lost']);
    });

    it('ends where nothing was said of reconnecting, and tells why', async () => {
      const source = await registry.open({ name: 'camera' });
      const { all } = listen(source);
      let isComplete = false;
      source.events.subscribe({ complete: () => (isComplete = true) });
      driver.newest.unplug(new Error('unplugged'));
      expect(all.map(({ type }) => type)).to.deep.equal(['connected', 'lost']);
      await registry.free(source);
      expect(isComplete).to.equal(true);
    });

    it('is connected again in one way for all who share it', async () => {
      const source = await registry.open({ name: 'camera', reconnect });
      expect(await registry.open({ name: 'camera', reconnect: { ...reconnect } })).to.equal(source);
      const error = await failureOf(
        registry.open({ name: 'camera', colour: 'I420', reconnect: false }),
      );
      expect(error).to.be.instanceOf(DeviceAlreadyConnectedError);
      expect(error.message).to.match(/with another reconnect\. Free it/);
      await source.close();
    });
  });

  describe('a device that is open', () => {
    it('ends for all who use it when it ends, and can be opened again', async () => {
      const source = await registry.open({ name: 'camera' });
      const seen = new Recorder();
      source.attach(seen);
      await turns();
      driver.newest.crank(2);
      driver.newest.unplug();
      expect(seen.ending).to.equal('complete');
      const late = new Recorder();
      source.attach(late);
      await late.ended;
      expect(late.failure).to.be.instanceOf(DeviceOfflineError);
      expect(String(late.failure)).to.match(/no frames any more.*open it again/);
      const again = await registry.open({ name: 'camera' });
      expect(again).to.not.equal(source);
      await Promise.all([registry.free(source), registry.free(again)]);
    });

    it('fails for all who use it when it fails, with a typed error', async () => {
      const sources = [
        await registry.open({ name: 'camera' }),
        await registry.open({ name: 'camera', colour: 'I420' }),
      ];
      const seen = sources.map((source) => {
        const recorder = new Recorder();
        source.attach(recorder);
        return recorder;
      });
      await turns();
      driver.newest.unplug(new Error('unplugged'));
      for (const { failure } of seen) {
        expect(failure).to.be.instanceOf(SourceError);
        expect(String(failure)).to.match(/"camera" \(fake \/dev\/fake0\) has failed: unplugged/);
      }
      await Promise.all(sources.map((source) => registry.free(source)));
    });

    it('fails when its frames become others', async () => {
      const source = await registry.open({ name: 'camera' });
      const seen = new Recorder();
      source.attach(seen);
      await turns();
      driver.newest.crank(1);
      driver.newest.crank(1, { cols: 6 });
      expect(seen.failure).to.be.instanceOf(SourceSizeChangedError);
      expect(seen.indexes).to.deep.equal([1]);
      await registry.free(source);
    });

    it('is never made to wait: what nobody takes is dropped and counted', async () => {
      const options = { name: 'camera', budget: { frames: 2 } };
      const source = await registry.open(options);
      const grey = await registry.open({ name: 'camera', colour: 'GRAY8' });
      const [slow, quick] = [new SlowRecorder(), new Recorder()];
      source.attach(slow);
      grey.attach(quick);
      await turns();
      driver.newest.crank(20);
      expect(quick.indexes).to.have.length(20);
      expect(slow.indexes).to.deep.equal([1, 2]);
      slow.open();
      await turns();
      expect(slow.indexes, 'the newest, after a gap').to.deep.equal([1, 2, 20]);
      await source.detach(slow);
      expect(await source.finished).to.include({ frames: 3, dropped: 17 });
      await grey.detach(quick);
      expect(await grey.finished).to.include({ frames: 20, dropped: 0 });
      await Promise.all([registry.free(source), registry.free(grey)]);
    });

    it('drops as it is told to', async () => {
      const options = { name: 'camera', budget: { frames: 2 }, whenFull: 'dropNewest' } as const;
      const source = await registry.open({ ...options, maxWaiting: 2 });
      const slow = new SlowRecorder();
      source.attach(slow);
      await turns();
      driver.newest.crank(20);
      slow.open();
      await turns();
      expect(slow.indexes).to.deep.equal([1, 2, 3, 4]);
      await registry.free(source);
    });

    it('gives single frames, parts of them, and the whole again [S3, S5, S6, TC38]', async () => {
      const source = await registry.open({ name: 'camera' });
      const pull = async (): Promise<readonly number[]> => {
        const pulled = source.getFrame();
        await turns();
        driver.newest.crank(1);
        const frame = await pulled;
        const size = [frame?.cols ?? 0, frame?.rows ?? 0];
        frame?.release();
        return size;
      };
      expect(await pull()).to.deep.equal([8, 4]);
      source.setSubFrame(2, 0, 4, 2);
      expect(await pull()).to.deep.equal([4, 2]);
      source.setSubFrame(0, 0, 2, 4);
      expect(await pull()).to.deep.equal([2, 4]);
      source.getFullFrame();
      expect(await pull()).to.deep.equal([8, 4]);
      expect(() => source.setSubFrame(0, 0, 9, 4)).to.throw(OutOfRangeError);
      await registry.free(source);
    });

    it('has stereo frames when the device has [TC42]', async () => {
      driver.instead = () => {
        const source = new CrankedSource({ stereoCount: 2 });
        driver.opened.push(source);
        return source;
      };
      const source = await registry.open({ name: 'camera', colour: 'UYVY' });
      const views: number[] = [];
      source.attach({ next: (frame) => views.push(frame.stereoCount, frame.data(1).length) });
      await turns();
      driver.newest.crank(1);
      expect(views).to.deep.equal([2, 64]);
      await registry.free(source);
    });
  });

  describe('free', () => {
    it('takes the device as well as the source, and does nothing when it is not open [V3]', async () => {
      const source = await registry.open({ name: 'camera' });
      await registry.free({ name: 'camera' });
      expect(source.closed).to.equal(true);
      await registry.free({ name: 'camera' });
      await registry.free(source);
      const options = { name: 'camera', colour: 'I420' } as const;
      await registry.free(await registry.open(options));
    });

    it('frees by device as often as it was opened, in whatever colours', async () => {
      const first = await registry.open({ name: 'camera' });
      const second = await registry.open({ name: 'camera', colour: 'I420' });
      await registry.free({ path: '/dev/fake0' });
      expect([first.closed, second.closed]).to.deep.equal([false, true]);
      await registry.free({ path: '/dev/fake0' });
      expect(first.closed).to.equal(true);
    });

    it('says so when there is no such device [V3, X6]', async () => {
      const error = await failureOf(registry.free({ name: 'kamera' }));
      expect(error).to.be.instanceOf(DeviceNotFoundError);
      expect(error.message).to.match(/Did you mean "camera"/);
      expect(await failureOf(registry.free({}))).to.be.instanceOf(InvalidOptionError);
    });

    it('frees a device that is no longer there', async () => {
      const source = await registry.open({ name: 'camera' });
      driver.devices = [];
      await registry.free({ name: 'camera' });
      expect(source.closed).to.equal(true);
    });

    it('is waited for by whoever opens the device next', async () => {
      for (let i = 0; i < 5; i += 1) {
        const source = await registry.open({ name: 'camera' });
        const freeing = registry.free(source);
        const next = await registry.open({ name: 'camera' });
        expect(next).to.not.equal(source);
        expect(driver.opened.filter(({ running }) => running > 0)).to.have.length(1);
        await freeing;
        await registry.free(next);
      }
    });

    it('keeps the connection for one who is still opening', async () => {
      const source = await registry.open({ name: 'camera' });
      const other = registry.open({ name: 'camera', colour: 'I420' });
      await turns(1);
      await registry.free(source);
      const grey = await other;
      const seen = new Recorder();
      grey.attach(seen);
      await turns();
      driver.newest.crank(1);
      expect(seen.indexes).to.have.length(1);
      await registry.free(grey);
    });

    it('may be for all at once, those included that are being opened [V6]', async () => {
      const camera = await registry.open({ name: 'camera' });
      await registry.open({ name: 'camera' });
      const other = registry.open({ path: '/dev/fake1', colour: 'I420' });
      await turns(1);
      await registry.freeAll();
      expect([camera.closed, (await other).closed]).to.deep.equal([true, true]);
      await registry.freeAll();
      await registry.free(await registry.open({ name: 'camera' }));
    });

    it('leaves a device running for exactly as long as somebody has it, whatever happens', async () => {
      const step = fc.oneof(
        fc.record({ open: fc.constantFrom('BGRA' as const, 'I420' as const, 'GRAY8' as const) }),
        fc.record({ together: fc.integer({ min: 2, max: 4 }) }),
        fc.record({ free: fc.nat() }),
        fc.record({ close: fc.nat() }),
        fc.constant('freeByName' as const),
        fc.constant('unplug' as const),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
          // Who has the device: one entry for each opening, the source opened last at the end.
          let openings: DeviceSource[] = [];
          const open = async (colour: DeviceOptions['colour'] = 'BGRA'): Promise<void> => {
            const source = await registry.open({ name: 'camera', colour });
            openings.push(source);
          };
          for (const each of steps) {
            if (each === 'unplug') {
              if (openings.length > 0) driver.newest.unplug();
              await turns();
              openings = [];
            } else if (each === 'freeByName') {
              const sources = [...new Set(openings)];
              const freed = openings.lastIndexOf(sources.at(-1) as DeviceSource);
              await registry.free({ name: 'camera' });
              openings = openings.filter((_, i) => i !== freed);
            } else if ('open' in each) await open(each.open);
            else if ('together' in each) {
              await Promise.all(Array.from({ length: each.together }, () => open()));
            } else if ('free' in each) {
              const source = openings[each.free % Math.max(openings.length, 1)];
              if (source === undefined) continue;
              await registry.free(source);
              openings.splice(openings.indexOf(source), 1);
            } else {
              const source = openings[each.close % Math.max(openings.length, 1)];
              if (source === undefined) continue;
              await source.close();
              openings = openings.filter((other) => other !== source);
            }
            const running = driver.opened.filter((origin) => origin.running > 0).length;
            expect(running).to.equal(openings.length > 0 ? 1 : 0);
            expect(openings.every(({ closed }) => !closed)).to.equal(true);
          }
          await registry.freeAll();
        }),
        { numRuns: 100 },
      );
    });

    it('differs from close(), which ends the source for all', async () => {
      const source = await registry.open({ name: 'camera' });
      await registry.open({ name: 'camera' });
      await source.close();
      expect(driver.newest.closed).to.equal(true);
      await registry.free(source);
    });
  });
});
