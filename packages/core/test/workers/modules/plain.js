exports.filter = (frame, { stats, signal }) => {
  frame.data()[0] = stats.framesIn + (signal.aborted ? 1 : 9);
  return frame;
};
