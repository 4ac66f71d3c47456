const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Listens for Ctrl-C and for the signal that ends services. The first asks to finish, a second ends the program at once.
 *
 * @param onFirst - Called at the first.
 * @returns Leaves the signals to others again.
 */
export function onStopSignal(onFirst: () => void): () => void {
  let isAsked = false;
  const onSignal = (): void => {
    if (isAsked) process.exit(130);
    isAsked = true;
    onFirst();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  };
}
