// Runs notebooks and stores what they show: npx ts-node examples/run-notebook.ts examples/notebooks/files.ipynb
// With --check it changes nothing, and fails where one shows something else than what is stored. --help says more.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/** Runs a program of Node's and gives its exit code. */
function runNode(program: string, args: readonly string[], cwd: string): number {
  const { status } = spawnSync(process.execPath, [program, ...args], { cwd, stdio: 'inherit' });
  return status ?? 1;
}

const ENSURE_READY = join(ROOT, 'scripts', 'ensure-ready.mjs');
const RUNNER = join(ROOT, 'packages', 'notebook', 'dist', 'cli', 'main.js');

// Installs and builds what is missing, as npm start does; so the runner itself cannot be imported here.
process.exitCode =
  runNode(ENSURE_READY, ['packages/giftgrab', 'packages/notebook'], ROOT) ||
  runNode(RUNNER, process.argv.slice(2), process.cwd());
