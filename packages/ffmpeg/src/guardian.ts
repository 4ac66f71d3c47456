import { spawn, type ChildProcess } from 'node:child_process';

/**
 * What a child does, which decides how long it may go on without Node: it reads a video; it writes a file that is of no
 * use before its end (`writer`); it writes one that is of use up to its last moments (`safeWriter`).
 */
export type ChildRole = 'reader' | 'writer' | 'safeWriter';

// Runs in a shell of its own session. At the end of its input Node is gone: readers are told to end at once; writers have
// read the end of their input too, and finish their file. Within five seconds all are gone, but a writer that works: it
// has a minute, for its file would be lost. It works while its group uses processor time or waits for a disk, as /proc
// tells; where there is none, it is believed to. Children lead groups of their own, which are signalled as a whole: one
// may be a script that runs the real ffmpeg. Each pid is forgotten as soon as it is seen dead, so that a later process of
// the same number is left alone.
const SCRIPT = `
children=' '
while read -r role pid; do
  case $role in
    gone) case $children in
      *" $pid "*) children="\${children%% $pid *} \${children#* $pid }";;
    esac;;
    *) children="$children$pid "; eval "role_$pid=$role silent_$pid=0 before_$pid=";;
  esac
done
tick=0
look() {
  group=$1; work=
  for stat in /proc/[0-9]*/stat; do
    read -r line <"$stat" || continue
    set -- \${line##*) }
    [ "$3" = "$group" ] || continue
    work="$work \${12} \${13}"
    [ "$1" = D ] && work="$work $tick"
  done
  [ -z "$work" ] && work=$tick
}
while :; do
  left=' '
  for pid in $children; do
    kill -0 "-$pid" || continue
    eval "role=\\$role_$pid silent=\\$silent_$pid before=\\$before_$pid"
    term=15; kill=20
    case $role in
      reader) term=0; kill=10;;
      writer) if [ $tick -lt 300 ]; then
        look $pid
        [ "$work" = "$before" ] || silent=0
        eval "before_$pid=\\$work"
      fi;;
    esac
    [ $silent -eq $term ] && kill -TERM "-$pid"
    [ $silent -ge $kill ] && kill -KILL "-$pid" && continue
    eval "silent_$pid=$((silent + 1))"
    left="$left$pid "
  done
  children=$left
  [ "$children" = ' ' ] && exit
  sleep 0.2; tick=$((tick + 1))
done
`;

const guarded = new Map<number, ChildRole>();
let guardian: ChildProcess | undefined;

/**
 * Sees to it that a child does not outlive Node, however Node ends: a small shell process, one for each Node process,
 * started with the first child. (Where there is no `sh` the children still end with their pipes.)
 *
 * @param child - The child.
 * @param role - What it does.
 */
export function guard(child: ChildProcess, role: ChildRole): void {
  const { pid } = child;
  if (pid === undefined || process.platform === 'win32') return;
  guarded.set(pid, role);
  if (guardian === undefined) guardian = startGuardian();
  else tell(guardian, role, pid);
  child.once('exit', () => {
    guarded.delete(pid);
    if (guardian !== undefined) tell(guardian, 'gone', pid);
  });
}

function tell({ stdin }: ChildProcess, what: ChildRole | 'gone', pid: number): void {
  stdin?.write(`${what} ${pid}\n`);
}

function startGuardian(): ChildProcess {
  const child: ChildProcess = spawn('/bin/sh', ['-c', SCRIPT], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    cwd: '/',
  });
  // Without a shell, or when somebody ends it, the next child gets a new one, which hears of all that are left.
  const forget = (): void => {
    if (guardian === child) guardian = undefined;
  };
  child.once('error', forget);
  child.once('exit', forget);
  child.stdin?.on('error', forget);
  child.unref();
  (child.stdin as unknown as { unref(): void } | null | undefined)?.unref();
  for (const [pid, role] of guarded) tell(child, role, pid);
  return child;
}
