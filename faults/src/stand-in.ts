import { fakeFfmpeg } from '../../packages/targets/test/support/fake-ffmpeg';
import type { FaultRun } from './fault-run';

/** A stand-in for ffmpeg that does something else when it shall encode what comes through a pipe, and nothing else. */
export function standIn(run: FaultRun, name: string, encoding: string): string {
  const script = `case "$*" in *pipe:0*) ${encoding};; *) exec "$FFMPEG" "$@";; esac`;
  return fakeFfmpeg(run.file(name), script, undefined, run.ffmpeg);
}

/** What an encoder runs that ends with nothing but SIGKILL. */
export const STUBBORN = 'trap "" TERM; "$FFMPEG" "$@"; sleep 1000; sleep 1000';
