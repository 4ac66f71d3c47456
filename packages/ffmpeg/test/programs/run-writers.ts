// Starts writers that do not end with their input: two that hang, and one that works, in a child of its own, until a file
// is there. Says who they are and waits to be ended.
import { FfmpegProcess } from '../../src/ffmpeg-process';

const [until = '', output = ''] = process.argv.slice(2);

const HANGS = 'trap "" TERM; sleep 600 & cat >/dev/null; wait';
const WORKS = `cat >/dev/null; echo 'nobody hears this' >&2; (while [ ! -e '${until}' ]; do :; done); echo complete >'${output}'`;

async function main(): Promise<void> {
  const writers = [
    { role: 'writer', script: HANGS },
    { role: 'safeWriter', script: HANGS },
    { role: 'writer', script: WORKS },
  ] as const;
  const children = writers.map(({ role, script }) => {
    const child = new FfmpegProcess({
      path: '/bin/sh',
      args: ['-c', script],
      role,
      hasStdin: true,
    });
    child.stdin?.write('x');
    return child;
  });
  console.log(JSON.stringify(children.map(({ pid }) => pid)));
  await Promise.all(children.map(({ exited }) => exited));
}

void main();
