import { ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { parse } from 'node:path';
import { childEnvironment } from './environment';
import { guard, type ChildRole } from './guardian';
import { restrictedCommand } from './restrictions';

// Both ends of three pipes, what Node waits at for the start, and the same for the guardian.
const NEEDED = 16;

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
 * @returns The child. One that cannot be started has no pid and, perhaps, no ends; it emits `error`. Never throws.
 */
export function startProgram(
  path: string,
  args: readonly string[],
  { role, stdio }: StartOptions,
): ChildProcess {
  // An encoder that is still being loaded when Node is killed must not be ended by the first word that it says.
  const [program, ...rest] = restrictedCommand(path, args, role !== 'reader');
  try {
    checkDescriptors();
    const child = spawn(program, rest, {
      stdio,
      detached: true,
      env: childEnvironment(),
      cwd: parse(process.cwd()).root,
      windowsHide: true,
    });
    guard(child, role);
    return child;
  } catch (error) {
    // Some reasons are emitted, others thrown: too little memory for instance.
    const child = new ChildProcess();
    process.nextTick(() => child.emit('error', error));
    return child;
  }
}

/** Node loses descriptors for ever with each child that it cannot start for want of them: it is not even asked to then. */
function checkDescriptors(): void {
  const held: number[] = [];
  try {
    for (let count = 0; count < NEEDED; count += 1) held.push(openSync(devNull, 'r'));
  } catch (cause) {
    const { code = 'EMFILE' } = cause as NodeJS.ErrnoException;
    const message = `${code}: this process has too many files open to start another`;
    throw Object.assign(new Error(message, { cause }), { code });
  } finally {
    for (const descriptor of held) closeSync(descriptor);
  }
}
