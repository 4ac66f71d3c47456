#!/usr/bin/env node
import { runCli } from './program';

// Whoever read the output may leave, as `head` does: what it did not want is no failure, and a recording goes on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void runCli(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
