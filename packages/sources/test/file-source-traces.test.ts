// After any end of a source no process, no descriptor and no timer is left of it.
import { expect } from 'chai';
import { GiftGrabError, SourceTruncatedError } from '@giftgrab/core';
import { openFile, type FileSource, type FileSourceOptions } from '@giftgrab/sources';
import { moving, useClips } from '../../ffmpeg/test/support/clips';
import { collect } from './support/collect';
import { failureOf } from '../../ffmpeg/test/support/failure';
import { FakeFfmpegs } from '../../ffmpeg/test/support/fake-ffmpegs';
import { leavingNoTrace, until } from '../../ffmpeg/test/support/traces';

describe('openFile: what is left when it is over [quirk 36, TC43]', () => {
  const clips = useClips();
  const fakes = new FakeFfmpegs();
  after(() => fakes.remove());

  // Larger than what pipes and budget hold, so that ffmpeg waits in the middle of it.
  const long = (): string =>
    clips.make(
      'long.mp4',
      ...moving('320x240', '30', '4'),
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
    );

  before(async () => {
    // The guardian and the answers about the ffmpeg stay.
    await collect(await openFile(long()));
  });

  /** Waits until a source has delivered so many frames. */
  function frameOf(source: FileSource, count: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let seen = 0;
      source.subscribe({ next: () => (++seen === count ? resolve() : undefined), error: reject });
    });
  }

  async function opened(options: FileSourceOptions = {}): Promise<FileSource> {
    return openFile(long(), { pace: 4, ...options });
  }

  const endings: Readonly<Record<string, () => Promise<void>>> = {
    'the end of the file': async () => {
      const { report } = await collect(await openFile(long()));
      expect(report).to.include({ ended: 'complete', frames: 120 });
    },
    'an error in the file': async () => {
      const path = clips.cut(
        clips.make('index-first.mp4', '-i', long(), '-c', 'copy', '-movflags', 'faststart'),
        'cut.mp4',
        0.6,
      );
      const source = await openFile(path);
      const done = failureOf(source.finished);
      source.subscribe({ error: () => undefined });
      expect(await done).to.be.instanceOf(SourceTruncatedError);
      // Nobody closes it: an end of the stream is enough.
    },
    'close() before anybody subscribed': async () => {
      await (await opened()).close();
    },
    'close() in the middle': async () => {
      const source = await opened();
      await frameOf(source, 3);
      await source.close();
      await source.close();
    },
    'unsubscribing in the middle': async () => {
      const source = await opened();
      await new Promise<void>((resolve) => {
        const subscription = source.subscribe((frame) => {
          if (frame.index < 3) return;
          subscription.unsubscribe();
          resolve();
        });
      });
      await source.settled();
    },
    'detach() in the middle': async () => {
      const source = await opened();
      let frames = 0;
      const observer = { next: () => void (frames += 1) };
      source.attach(observer);
      await until(() => frames > 3);
      await source.detach(observer);
    },
    'an exception in an observer': async () => {
      const source = await opened();
      await new Promise<void>((resolve) => {
        source.subscribe({
          next: () => {
            throw new Error('no');
          },
          error: () => resolve(),
        });
      });
      await source.settled();
    },
    'a promise of an observer that rejects': async () => {
      const source = await opened();
      await new Promise<void>((resolve) => {
        source.attach({
          next: () => Promise.reject(new Error('no')),
          error: () => resolve(),
        });
      });
      await source.settled();
    },
    'leaving a for await loop': async () => {
      const source = await opened();
      for await (const frame of source) if (frame.index === 2) break;
      await source.close();
    },
    'getFrame() once': async () => {
      const source = await opened();
      (await source.getFrame())?.release();
      await source.close();
    },
    'abort in the middle': async () => {
      const abort = new AbortController();
      const source = await opened({ signal: abort.signal });
      await frameOf(source, 3);
      const done = failureOf(source.finished);
      abort.abort();
      expect(await done).to.include({ code: 'ABORTED' });
    },
    'abort after opening, before anybody subscribed': async () => {
      const abort = new AbortController();
      await opened({ signal: abort.signal });
      abort.abort();
    },
    'abort before opening': async () => {
      const error = await failureOf(opened({ signal: AbortSignal.abort() }));
      expect(error).to.be.instanceOf(GiftGrabError).and.to.include({ code: 'ABORTED' });
    },
    'abort while opening': async () => {
      const abort = new AbortController();
      const opening = opened({ signal: abort.signal });
      setImmediate(() => abort.abort());
      expect(await failureOf(opening)).to.include({ code: 'ABORTED' });
    },
    'abort while an ffmpeg that hangs is opening': async () => {
      const abort = new AbortController();
      const opening = opened({ signal: abort.signal, ffmpeg: fakes.make('exec sleep 600') });
      setTimeout(() => abort.abort(), 500);
      expect(await failureOf(opening)).to.include({ code: 'ABORTED' });
    },
    'a file that is no video': async () => {
      await failureOf(openFile(clips.make('sound.m4a', '-f', 'lavfi', '-i', 'sine=d=0.2')));
    },
    'an ffmpeg that cannot be run': async () => {
      await failureOf(openFile(long(), { ffmpeg: '/nowhere/ffmpeg' }));
    },
    'an ffmpeg that never answers': async () => {
      const ffmpeg = fakes.make('exec sleep 600');
      expect(await failureOf(openFile(long(), { ffmpeg, stallTimeoutMs: 400 }))).to.include({
        code: 'FFMPEG_UNRESPONSIVE',
      });
    },
    'two runs, one after the other': async () => {
      const source = await openFile(long());
      for (let run = 0; run < 2; run += 1) {
        source.subscribe();
        expect(await source.finished).to.include({ frames: 120 });
      }
      await source.close();
    },
  };
  for (const [title, end] of Object.entries(endings)) {
    it(`leaves no process, descriptor or timer after ${title}`, () => leavingNoTrace(end));
  }
});
