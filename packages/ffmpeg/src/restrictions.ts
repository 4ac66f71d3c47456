import { findOnPath, whyNotExecutable } from './find-on-path';

/** What is kept from the programs that are started. */
export interface Restrictions {
  /** Whether they, and what they start, can gain no rights that Node's user has not, by `sudo` for instance. */
  readonly noNewPrivileges: boolean;
  /** Whether one that crashes leaves no core file, which would hold pictures. */
  readonly noCoreDumps: boolean;
}

const SHELL = '/bin/sh';
const NONE: Restrictions = { noNewPrivileges: false, noCoreDumps: false };

// `exec` keeps the process id, the session and the arguments, so that nobody sees a difference from outside.
const SCRIPT = 'ulimit -c 0; exec "$@"';

const unrestrictable = new Set<string>();
let setpriv: { readonly path: string | undefined } | undefined;

/**
 * The command that runs a program with fewer rights, where the system offers it: Linux, by its shell and `setpriv`.
 *
 * @param path - The program.
 * @param args - Its arguments.
 * @param ignoresPipe - Whether it goes on when nobody reads what it says, from its first moment.
 */
export function restrictedCommand(
  path: string,
  args: readonly string[],
  ignoresPipe: boolean,
): readonly [string, ...string[]] {
  // One that cannot be run is started as it is, so that the system says why it cannot.
  if (!restrictionsOf(path).noCoreDumps || whyNotExecutable(path) !== undefined) {
    return [path, ...args];
  }
  const script = ignoresPipe ? `trap '' PIPE; ${SCRIPT}` : SCRIPT;
  const program = findSetpriv();
  const fewerRights = program === undefined ? [] : [program, '--no-new-privs', '--'];
  return [SHELL, '-c', script, 'sh', ...fewerRights, path, ...args];
}

/**
 * What is kept from a program when it is started.
 *
 * @param path - The program.
 */
export function restrictionsOf(path: string): Restrictions {
  if (process.platform !== 'linux' || unrestrictable.has(path)) return NONE;
  if (whyNotExecutable(SHELL) !== undefined) return NONE;
  return { noNewPrivileges: findSetpriv() !== undefined, noCoreDumps: true };
}

/**
 * Lets programs have all rights from now on, or not.
 *
 * @param paths - The programs.
 * @param areUnrestricted - Whether they have all rights.
 */
export function leaveUnrestricted(paths: readonly string[], areUnrestricted: boolean): void {
  for (const path of paths) {
    if (areUnrestricted) unrestrictable.add(path);
    else unrestrictable.delete(path);
  }
}

function findSetpriv(): string | undefined {
  setpriv ??= { path: findOnPath('setpriv') };
  return setpriv.path;
}
