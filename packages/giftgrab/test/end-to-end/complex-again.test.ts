import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  branch,
  fileWriter,
  filter,
  frameMemory,
  ObservableObserver,
  snapshots,
  testPattern,
  type VideoFrame,
} from '../../src';

const RUNS = 8;
const FRAMES = 40;

/** Adds to one channel of BGRA. */
class Dyer extends ObservableObserver {
  constructor(private readonly channel: number) {
    super();
  }

  override update(frame: VideoFrame): void {
    const pixels = frame.data();
    for (let i = this.channel; i < pixels.length; i += 4) {
      pixels[i] = Math.min(255, (pixels[i] ?? 0) + 64);
    }
  }
}

describe('the complex pipeline, again and again [TC31]', () => {
  let folder: string;
  before(() => void (folder = mkdtempSync(join(tmpdir(), 'giftgrab-complex-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('loses no frame, hangs never, and leaves nothing behind', async () => {
    const worker = join(folder, 'redness.js');
    writeFileSync(
      worker,
      'exports.filter = (frame) => ((frame.meta.redness = frame.data().reduce((a, b) => a + b, 0)), frame);',
    );
    const blocks = frameMemory.blocksInUse;
    for (let run = 0; run < RUNS; run += 1) {
      const inRun = (name: string): string => join(folder, `${run}-${name}`);
      const reader = testPattern({ cols: 64, rows: 48, frames: FRAMES, pace: 'asap' });
      const [red, green] = [new Dyer(2), new Dyer(1)];
      const writing = { codec: 'FFV1', frameRate: 30 } as const;
      const redWriter = fileWriter(inRun('red.mkv'), writing);
      const yellowWriter = fileWriter(inRun('yellow.mkv'), writing);
      const shots = snapshots(inRun('{index}.png'), { everyNth: 20 });
      const measured = [reader, red].map((stream) => {
        const newest = branch({ frames: 1, policy: 'dropOldest' });
        let seen = 0;
        const done = new Promise<void>((complete, error) => {
          const next = ({ meta }: VideoFrame): unknown =>
            (seen += Number(meta['redness']) > 0 ? 1 : 0);
          stream
            .pipe(newest, filter(worker, { access: 'read' }))
            .subscribe({ next, complete, error });
        });
        return done.then(() => expect(seen + newest.stats.framesDropped).to.equal(FRAMES));
      });
      reader.attach(red);
      red.attach(redWriter, { frames: 4 });
      red.attach(green);
      green.attach(yellowWriter, { frames: 4 });
      green.attach(shots, { frames: 4 });
      const [first, second, pictures] = await Promise.all([
        redWriter.finished,
        yellowWriter.finished,
        shots.finished,
        ...measured,
      ]);
      expect([first.frames, second.frames, pictures.frames]).to.deep.equal([FRAMES, FRAMES, 2]);
      await reader.close();
    }
    // Worker threads give back what they had a moment after they were told to end.
    while (frameMemory.blocksInUse > blocks) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(readdirSync(folder)).to.have.lengthOf(1 + RUNS * 4);
  });
});
