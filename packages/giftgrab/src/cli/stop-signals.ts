/** Ctrl-C, and the signal that ends services. */
const STOP_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

/**
 * Listens for signals. The first asks to finish, a second ends the program at once.
 *
 * @param onFirst - Called at the first.
 * @param signals - Which signals.
 * @returns Leaves the signals to others again.
 */
export function onStopSignal(
  onFirst: () => void,
  signals: readonly NodeJS.Signals[] = STOP_SIGNALS,
): () => void {
  let isAsked = false;
  const onSignal = (): void => {
    if (isAsked) process.exit(130);
    isAsked = true;
    onFirst();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.removeListener(signal, onSignal);
  };
}
