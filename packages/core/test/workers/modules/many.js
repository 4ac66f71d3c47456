// One filter for each way in which a function in a worker thread can answer; settings choose.
const frames = [];

const filters = {
  edit: (frame) => {
    const data = frame.data();
    data[0] += 100;
    return frame;
  },
  async: async (frame) => {
    await new Promise((resolve) => setTimeout(resolve, frame.index % 2 === 0 ? 5 : 0));
    return filters.edit(frame);
  },
  other: (frame) => {
    const other = frame.derive({ cols: 3, rows: 1, colour: 'BGRA' });
    other.data().fill(frame.data()[0] + 50);
    return other;
  },
  larger: (frame) => {
    const other = frame.derive({ cols: 2000 + 100 * frame.index, rows: 2000, colour: 'BGRA' });
    other.data().fill(frame.data()[0] + 50);
    return other;
  },
  several: (frame) => {
    const other = frame.derive();
    other.data().fill(200 + frame.index);
    return [frame, other, other, frame];
  },
  clone: (frame) => frame.clone(),
  retained: (frame) => frame.retain(),
  drop: (frame) => (frame.index % 2 === 0 ? frame : null),
  note: (frame) => {
    frame.meta.seen = `thread saw ${frame.index}`;
    return frame;
  },
  time: (frame) => {
    frame.meta.pts = frame.pts.seconds;
    frame.meta.thread = require('node:worker_threads').threadId;
    return frame;
  },
  keep: (frame) => {
    frames.push(frame.retain(), frame.derive());
    while (frames.length > 4) frames.shift().release();
    return frame;
  },
  keepAndEdit: (frame) => {
    frames.push(frame.retain());
    while (frames.length > 2) frames.shift().release();
    frame.data().fill(77);
    return frame;
  },
  throw: (frame) => {
    if (frame.index === 2) throw new RangeError('two is too much');
    return frame;
  },
  exit: (frame) => {
    frame.derive();
    if (frame.index === 2) process.exit(3);
    return frame;
  },
  uncaught: (frame) => {
    if (frame.index === 2) {
      setImmediate(() => {
        throw new Error('nobody caught this');
      });
      return new Promise(() => {});
    }
    return frame;
  },
  hang: (frame) => {
    if (frame.index === 1) for (;;);
    return frame;
  },
  wrong: () => 'no frame',
  same: (frame) => frame,
};

exports.createFilter = (settings) => filters[settings];
