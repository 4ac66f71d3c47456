import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { parse } from 'node:path';
import { childEnvironment } from './environment';
import { guard, type ChildRole } from './guardian';
import { restrictedCommand } from './restrictions';

/** How {@link startProgram} starts a program. */
export interface StartOptions {
  /** What it does, which decides how long it may outlive Node. */
  readonly role: ChildRole;
  /** What its ends are connected to. */
  readonly stdio: StdioOptions;
}

/**
 * The one place that starts programs: no shell that would read their arguments, a session of their own (so that Ctrl-C in
 * a terminal reaches Node only), a minimal environment, no folder of the user's, fewer rights where the system offers it,
 * a guardian for the case that Node dies.
 *
 * @param path - The program.
 * @param args - Its arguments.
 * @param options - How.
 */
export function startProgram(
  path: string,
  args: readonly string[],
  { role, stdio }: StartOptions,
): ChildProcess {
  // An encoder that is still being loaded when Node is killed must not be ended by the first word that it says.
  const [program, ...rest] = restrictedCommand(path, args, role !== 'reader');
  const child = spawn(program, rest, {
    stdio,
    detached: true,
    env: childEnvironment(),
    cwd: parse(process.cwd()).root,
    windowsHide: true,
  });
  guard(child, role);
  return child;
}
