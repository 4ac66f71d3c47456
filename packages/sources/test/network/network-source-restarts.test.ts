import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { openStream } from '@giftgrab/sources';
import { expectNothingLeft } from '../support/quiet';
import { liveVideo, useServers } from '../support/stream-servers';
import { until, watch } from '../support/watch-stream';

const RESTARTS = 20;
const PATIENT = { openTimeoutMs: 60_000, stallTimeoutMs: 60_000 } as const;
const SOON = { attempts: 10_000, minDelayMs: 20, maxDelayMs: 100 } as const;

/** Descriptors and children of this process, where the system tells. */
function held(): { descriptors: number; children: number } | undefined {
  const children = `/proc/self/task/${process.pid}/children`;
  if (!existsSync(children)) return undefined;
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    children: readFileSync(children, 'latin1').trim().split(' ').length,
  };
}

describe('a network source whose server is killed and started again, twenty times', () => {
  expectNothingLeft();
  const servers = useServers();

  it('is restored each time, with rising times and one number left out, and leaks nothing', async () => {
    const port = await servers.freePort();
    const start = (): ChildProcess =>
      servers.ffmpeg(...liveVideo(), '-f', 'mpegts', `tcp://127.0.0.1:${port}?listen=1`);
    let server = start();
    // It may not listen yet.
    const open = async (): ReturnType<typeof openStream> => {
      for (;;) {
        try {
          return await openStream(`tcp://127.0.0.1:${port}`, { ...PATIENT, reconnect: SOON });
        } catch (error) {
          if ((error as { reason?: string }).reason !== 'refused') throw error;
        }
      }
    };
    await using source = await open();
    const seen = watch(source);
    const count = (type: string): number =>
      seen.events.filter((event) => event.type === type).length;
    const comes = async (): Promise<void> => {
      const had = seen.frames.length;
      await until(() => seen.frames.length >= had + 3 || seen.error !== undefined);
    };
    await comes();
    const before = held();
    for (let restart = 1; restart <= RESTARTS; restart += 1) {
      const gone = new Promise((resolve) => server.once('close', resolve));
      server.kill('SIGKILL');
      await gone;
      server = start();
      await until(() => count('gap') === restart || seen.error !== undefined);
      await comes();
    }
    expect(held()).to.deep.equal(before);

    expect(seen.error).to.equal(undefined);
    const round = ['lost', 'restored', 'gap'];
    expect(seen.events.map(({ type }) => type)).to.deep.equal([
      'connected',
      ...Array.from({ length: RESTARTS }, () => round).flat(),
    ]);
    const skipped = seen.events.flatMap((event) => (event.type === 'gap' ? [event] : []));
    for (const { lastIndex, nextIndex } of skipped) expect(nextIndex).to.equal(lastIndex + 2);
    const { frames } = seen;
    for (const [i, { index, seconds }] of frames.entries()) {
      if (i === 0) continue;
      expect(seconds).to.be.greaterThan(frames[i - 1]?.seconds ?? Number.NaN);
      const isAfterGap = skipped.some(({ nextIndex }) => nextIndex === index);
      expect(index - (frames[i - 1]?.index ?? Number.NaN)).to.equal(isAfterGap ? 2 : 1);
    }
  });
});
