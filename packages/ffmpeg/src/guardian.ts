import { spawn, type ChildProcess } from 'node:child_process';

/** What a child does, which decides how long it may go on without Node. */
export type ChildRole = 'reader' | 'writer';

// Runs in a shell of its own session. At the end of its input Node is gone: readers are ended at once, writers get a
// minute to finish their file, for they have read the end of their input too. Each pid is forgotten as soon as it is
// seen dead, so that a later process of the same number is left alone. Children lead groups of their own, which are
// signalled as a whole: one may be a script that runs the real ffmpeg.
const SCRIPT = `
readers=' '; writers=' '
while read -r op pid; do
  case $op in
    reader) readers="$readers$pid ";;
    writer) writers="$writers$pid ";;
    gone)
      case $readers in *" $pid "*) readers="\${readers%% $pid *} \${readers#* $pid }";; esac
      case $writers in *" $pid "*) writers="\${writers%% $pid *} \${writers#* $pid }";; esac;;
  esac
done
living() { left=' '; for p in $1; do kill -0 "-$p" 2>/dev/null && left="$left$p "; done; }
signal() { for p in $2; do kill "-$1" "-$p" 2>/dev/null; done; }
signal TERM "$readers"
tick=0
while [ $tick -lt 300 ]; do
  living "$readers"; readers=$left; living "$writers"; writers=$left
  [ -z "\${readers# }\${writers# }" ] && exit 0
  [ $tick -eq 10 ] && signal KILL "$readers"
  sleep 0.2; tick=$((tick + 1))
done
signal TERM "$writers"; sleep 5; living "$writers"; signal KILL "$left"
`;

let guardian: ChildProcess | undefined;

/**
 * Sees to it that a child does not outlive Node, however Node ends: a small shell process, one for each Node process,
 * started with the first child. (Where there is no `sh` the children still end with their pipes.)
 *
 * @param child - The child.
 * @param role - Whether it reads a video or writes one.
 */
export function guard(child: ChildProcess, role: ChildRole): void {
  const { pid } = child;
  if (pid === undefined || process.platform === 'win32') return;
  tell(`${role} ${pid}`);
  child.once('exit', () => tell(`gone ${pid}`));
}

function tell(line: string): void {
  guardian ??= startGuardian();
  guardian.stdin?.write(`${line}\n`);
}

function startGuardian(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', SCRIPT], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    cwd: '/',
  });
  // Without a shell, or when somebody ends it, the next child gets a new one.
  const forget = (): void => {
    if (guardian === child) guardian = undefined;
  };
  child.once('error', forget);
  child.once('exit', forget);
  child.stdin.on('error', forget);
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return child;
}
