// Makes a fresh clone ready: installs when package-lock.json changed since the last install,
// then builds what is stale, of all projects or of those named. Uses node's own modules only, because it runs before any is
// installed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const stampFile = 'node_modules/.installed-from';
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const installed = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

if (installed !== wanted) {
  console.error('Installing the dependencies (once; about half a minute) …');
  // --include=dev: the tools are needed even where NODE_ENV says production.
  execFileSync(npm, ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  writeFileSync(stampFile, wanted);
}
execFileSync(process.execPath, ['scripts/build-kernels.mjs'], { stdio: 'inherit' });
const projects = process.argv.slice(2);
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '--build', ...projects], {
  stdio: 'inherit',
});
