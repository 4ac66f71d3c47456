import type { CommandWords, FlagWords } from './command-words';

/**
 * A script that completes the program's words in fish.
 *
 * @param program - The program's name.
 * @param commands - Its commands.
 */
export function fishScript(program: string, commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ name, description, flags, choices }) => {
    const within = `complete -c ${program} -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
    return [
      `complete -c ${program} -n __fish_use_subcommand -f -a ${name} -d ${quoted(description)}`,
      ...flags.map((flag) => `${within} ${flagText(flag)}`),
      ...(choices.length === 0 ? [] : [`${within} -f -a ${quoted(choices.join(' '))}`]),
    ];
  });
  const head = `# Completes ${program} in fish. In ~/.config/fish/config.fish: ${program} completion fish | source`;
  const own = `complete -c ${program} -n __fish_use_subcommand -s V -l version`;
  return `${[head, own, ...lines].join('\n')}\n`;
}

function flagText({ names, description, value }: FlagWords): string {
  const spellings = names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  // -x: this and no file.
  const values =
    value === undefined
      ? []
      : [
          value.isOpen ? '-r' : '-x',
          ...(value.words.length === 0 ? [] : ['-a', quoted(value.words.join(' '))]),
        ];
  return [...spellings, ...values, '-d', quoted(description)].join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
