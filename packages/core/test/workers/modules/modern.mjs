export async function createFilter() {
  await Promise.resolve();
  return (frame) => {
    frame.data()[0] = 42;
    return frame;
  };
}
