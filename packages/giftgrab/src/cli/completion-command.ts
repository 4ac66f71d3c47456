import type { Command } from 'commander';
import { bashScript, zshScript } from './completion/bash-script';
import { commandWords } from './completion/command-words';
import { fishScript } from './completion/fish-script';
import { shellFilterNames } from './filters/filter-catalogue';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** A shell that can complete the command's words. */
export type Shell = keyof typeof SCRIPTS;

/** All of them. */
export const SHELLS = Object.keys(SCRIPTS) as readonly Shell[];

/**
 * `giftgrab completion SHELL`: prints the script with which a shell completes commands, flags, codecs and filters.
 *
 * @param shell - The shell.
 * @param program - The program whose words they are.
 */
export function completionCommand(shell: Shell, program: Command): void {
  const filters = shellFilterNames();
  const words = commandWords(program, { '--filter': filters, filters });
  process.stdout.write(SCRIPTS[shell](program.name(), words));
}
