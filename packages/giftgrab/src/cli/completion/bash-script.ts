import type { CommandWords } from './command-words';

/**
 * A script that completes the program's words in bash.
 *
 * @param program - The program's name.
 * @param commands - Its commands.
 */
export function bashScript(program: string, commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name);
  return `# Completes ${program} in bash. In ~/.bashrc: source <(${program} completion bash)
_${program}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=
  # The sign is a word of its own in bash: --flag = value.
  if [[ "$current" == '=' ]]; then current=
  elif [[ "$previous" == '=' ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  if [[ "$COMP_CWORD" == 1 ]]; then
    words='${names.join(' ')} --help --version'
  else
    case "$command $previous" in
${commands.flatMap(valueCases).join('\n')}
    *)
      case "$command $current" in
${commands.flatMap(wordCases).join('\n')}
      esac ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
# What is none of these words is a file.
complete -o default -F _${program} ${program}
`;
}

/**
 * The same for zsh, which reads bash's scripts.
 *
 * @param program - The program's name.
 * @param commands - Its commands.
 */
export function zshScript(program: string, commands: readonly CommandWords[]): string {
  const script = bashScript(program, commands).replace(/^#.*\n/, '');
  return `# Completes ${program} in zsh. In ~/.zshrc, behind compinit: source <(${program} completion zsh)
autoload -U +X bashcompinit && bashcompinit
${script}`;
}

/** What follows flags that take a value. */
function valueCases({ name, flags }: CommandWords): readonly string[] {
  return flags.flatMap(({ names, value }) => {
    if (value === undefined) return [];
    const patterns = names.map((flag) => `'${name} ${flag}'`).join('|');
    return [`    ${patterns}) words='${value.words.join(' ')}' ;;`];
  });
}

/** What follows a command. */
function wordCases({ name, flags, choices }: CommandWords): readonly string[] {
  const all = flags.flatMap(({ names }) => names).join(' ');
  return [
    `      '${name} -'*) words='${all}' ;;`,
    ...(choices.length === 0 ? [] : [`      '${name} '*) words='${choices.join(' ')}' ;;`]),
  ];
}
