import { isInstalled, runContestant, type Contestant, type Run } from './run-contestant';

/**
 * Runs everybody in turn, round after round, so that what else the machine does hits all alike. Who is not installed is
 * named and left out.
 *
 * @param contestants - Who takes part.
 * @param rounds - How often.
 */
export async function runInTurn(
  contestants: readonly Contestant[],
  rounds: number,
): Promise<ReadonlyMap<Contestant, readonly Run[]>> {
  const present = contestants.filter(isInstalled);
  const runs = new Map<Contestant, Run[]>(present.map((each) => [each, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of present) runs.get(contestant)?.push(await runContestant(contestant));
  }
  for (const { name } of contestants.filter((each) => !present.includes(each))) {
    console.log(
      `  ${name}: skipped, not installed (Debian: python3-av, python3-opencv, python3-numpy)`,
    );
  }
  return runs;
}
