/**
 * Waits for a promise, but not for ever.
 *
 * @param promise - What to wait for.
 * @param milliseconds - How long at most.
 * @returns Whether it has settled by then, fulfilled or rejected.
 */
export async function settlesWithin(
  promise: Promise<unknown>,
  milliseconds: number,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const hasSettled = (): true => true;
  const isInTime = await Promise.race([promise.then(hasSettled, hasSettled), late]);
  clearTimeout(timer);
  return isInTime;
}
