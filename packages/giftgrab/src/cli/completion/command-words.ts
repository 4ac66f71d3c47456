import type { Command, Option } from 'commander';

/** A flag, and what may follow it. */
export interface FlagWords {
  /** `-y` and `--overwrite`. */
  readonly names: readonly string[];
  readonly description: string;
  /** What follows it, where something does. */
  readonly value?: {
    /** Words to choose from. */
    readonly words: readonly string[];
    /** Whether it may be a file, or whatever else, too. */
    readonly isOpen: boolean;
  };
}

/** A command, and what may follow it. */
export interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly FlagWords[];
  /** Words that its arguments are chosen from; none where they are files. */
  readonly choices: readonly string[];
}

/** Words that a command takes without checking them itself. */
export interface MoreWords {
  /** By the name of a flag, as `--filter`, or of a command. */
  readonly [name: string]: readonly string[] | undefined;
}

/**
 * The words of a program: what shells complete.
 *
 * @param program - The program.
 * @param more - Words that it does not list itself.
 */
export function commandWords(program: Command, more: MoreWords): readonly CommandWords[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    flags: [...command.options.map((option) => flagWords(option, more)), HELP],
    choices:
      more[command.name()] ??
      command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
  }));
}

/** Commander has it without listing it. */
const HELP: FlagWords = { names: ['-h', '--help'], description: 'flags and examples' };

function flagWords(option: Option, more: MoreWords): FlagWords {
  const { short, long, description, argChoices } = option;
  const names = [short, long].filter((name) => name !== undefined);
  if (!option.required && !option.optional) return { names, description };
  const words = argChoices ?? more[long ?? ''] ?? [];
  return { names, description, value: { words, isOpen: argChoices === undefined } };
}
