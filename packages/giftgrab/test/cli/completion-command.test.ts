import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runGiftgrab } from './run-giftgrab';

/** For each shell: words offered for a line of words, the last of which is being written, one a line. */
const ASK: Readonly<Record<string, (script: string, words: readonly string[]) => string>> = {
  bash: (script, words) => `source '${script}'
    complete -p giftgrab | grep -q _giftgrab || exit 3
    COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
    _giftgrab; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // Which of the words begin as what is written, zsh sees to itself.
  zsh: (script, words) => `autoload -U compinit && compinit -D -u; source '${script}'
    [[ "$_comps[giftgrab]" == *_giftgrab* ]] || exit 3
    emulate sh; setopt kshglob braceexpand
    COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
    _giftgrab; printf '%s\\n' "\${COMPREPLY[@]}" | grep -- '^${words.at(-1) ?? ''}'`,
  fish: (script, words) => `source '${script}'; complete -C '${words.join(' ')}' | cut -f 1`,
};

const LINES: readonly (readonly [words: readonly string[], offered: readonly string[]])[] = [
  [['giftgrab', 'tr'], ['transcode']],
  [['giftgrab', 'transcode', '--over'], ['--overwrite']],
  [
    ['giftgrab', 'transcode', 'in.mp4', '--codec', 'H'],
    ['HEVC', 'H264'],
  ],
  [['giftgrab', 'transcode', '--filter', 'gaussianL'], ['gaussianLaplace']],
  [['giftgrab', 'transcode', '--odd-size', 'sc'], ['scale']],
  [['giftgrab', 'view', 'test', '--plu'], ['--plugin']],
  [['giftgrab', 'filters', 'unsh'], ['unsharpMask']],
  [['giftgrab', 'completion', 'f'], ['fish']],
  [['giftgrab', 'probe', '--js'], ['--json']],
  [['giftgrab', 'transcode', '--json', '--timing', 'con'], ['constant']],
];

describe('giftgrab completion', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'giftgrab-completion-'))));
  after(() => rmSync(folder, { recursive: true }));

  for (const [shell, ask] of Object.entries(ASK)) {
    it(`completes commands, flags, codecs and filters in ${shell}`, async function () {
      if (spawnSync(shell, ['-c', 'exit 0']).status !== 0) this.skip();
      const { stdout, code } = await runGiftgrab(['completion', shell]);
      expect(code).to.equal(0);
      const script = join(folder, `completion.${shell}`);
      writeFileSync(script, stdout);
      for (const [words, offered] of LINES) {
        const env = { ...process.env, HOME: folder };
        const run = spawnSync(shell, ['-c', ask(script, words)], { encoding: 'utf8', env });
        expect(run.stderr, words.join(' ')).to.equal('');
        const answers = run.stdout.trim().split('\n');
        expect(answers, words.join(' ')).to.have.members(offered);
      }
    });
  }

  it('takes the sign = between flag and value for what it is in bash', async function () {
    if (spawnSync('bash', ['-c', 'exit 0']).status !== 0) this.skip();
    const script = join(folder, 'completion.sh');
    writeFileSync(script, (await runGiftgrab(['completion', 'bash'])).stdout);
    const ask = (words: readonly string[]): string =>
      spawnSync('bash', ['-c', ASK['bash']?.(script, words) ?? ''], { encoding: 'utf8' }).stdout;
    expect(ask(['giftgrab', 'transcode', '--codec', '=', 'X']).trim()).to.equal('Xvid');
    expect(ask(['giftgrab', 'transcode', '--codec', '=']).split('\n')).to.include('VP9');
    expect(ask(['giftgrab', 'transcode', 'in']).trim(), 'files are left to bash').to.equal('');
  });

  it('knows no other shell, and says which it knows', async () => {
    const { stderr, code } = await runGiftgrab(['completion', 'tcsh']);
    expect(stderr).to.match(/'tcsh'.*bash, zsh, fish/);
    expect(code).to.equal(1);
  });
});
