import { expect } from 'chai';
import { StageStats } from '../src/stats';

/** Lets frames through that all take as long as told, timed where the stage wants it. */
function passFrames(stats: StageStats, count: number, millisecondsOf: (i: number) => number): void {
  for (let i = 0; i < count; i += 1) if (stats.enter(10)) stats.note(millisecondsOf(i));
}

describe('StageStats', () => {
  it('has spent no time before the first frame', () => {
    expect(new StageStats()).to.include({ busyMs: 0, latencyMs: 0, queueLength: 0, bytes: 0 });
  });

  it('counts frames and bytes in', () => {
    const stats = new StageStats();
    passFrames(stats, 3, () => 1);
    expect(stats).to.include({ framesIn: 3, framesOut: 0, bytes: 30 });
  });

  it('counts frames and bytes out, of a stage that none come into', () => {
    const stats = new StageStats();
    stats.leave(7);
    stats.leave(8);
    expect(stats).to.include({ framesIn: 0, framesOut: 2, bytes: 15 });
  });

  it('knows the time of few frames exactly', () => {
    const stats = new StageStats();
    passFrames(stats, 10, (i) => i);
    expect(stats).to.include({ busyMs: 45, latencyMs: 4.5 });
  });

  it('estimates the time of many from a few of them', () => {
    const stats = new StageStats();
    passFrames(stats, 6400, () => 2);
    expect(stats.busyMs).to.be.closeTo(12_800, 1e-6);
    expect(stats.latencyMs).to.be.closeTo(2, 1e-9);
  });

  it('does not let a slow first frame stand for others', () => {
    const stats = new StageStats();
    passFrames(stats, 640, (i) => (i === 0 ? 100 : 1));
    expect(stats.busyMs).to.be.closeTo(739, 1e-6);
  });

  it('adds up asynchronous work as it was, and does not count what was never worked on', () => {
    const stats = new StageStats();
    for (let i = 0; i < 200; i += 1) {
      stats.enter(1);
      stats.queue();
    }
    expect(stats.queueLength).to.equal(200);
    for (let i = 0; i < 100; i += 1) stats.unqueue(3);
    for (let i = 0; i < 100; i += 1) stats.unqueue();
    expect(stats).to.include({ queueLength: 0, busyMs: 300, latencyMs: 3 });
  });
});
