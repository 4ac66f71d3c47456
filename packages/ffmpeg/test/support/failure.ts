/** The error that a promise rejects with; throws if it resolves. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error(`It did not fail: ${String(outcome)}`);
  return outcome;
}
