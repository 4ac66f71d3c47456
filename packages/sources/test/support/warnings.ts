/** A warning as Node reports it. */
export type CodedWarning = Error & { readonly code?: string };

/** Runs something and tells which of our warnings came meanwhile. */
export async function warningsDuring<T>(
  work: () => Promise<T>,
): Promise<{ result: T; warnings: readonly CodedWarning[] }> {
  const warnings: CodedWarning[] = [];
  const listen = (warning: CodedWarning): void => {
    if (warning.name === 'GiftGrabWarning') warnings.push(warning);
  };
  process.on('warning', listen);
  try {
    const result = await work();
    // They are emitted in a later turn.
    await new Promise((resolve) => setImmediate(resolve));
    return { result, warnings };
  } finally {
    process.off('warning', listen);
  }
}
