// Removes what build, coverage, documentation and benchmarks made. node_modules stay.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const madeFolders = new Set(['dist', 'coverage', join('docs', 'site')]);

function isMade(path, entry) {
  if (entry.isDirectory()) return madeFolders.has(entry.name) || madeFolders.has(path);
  return entry.name.endsWith('.tsbuildinfo') || entry.name.endsWith('.generated.ts');
}

function clean(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name === 'node_modules' || entry.name === '.git') continue;
    if (isMade(path, entry)) {
      rmSync(join(root, path), { recursive: true });
      console.log(`removed ${path}`);
    } else if (entry.isDirectory()) {
      clean(path);
    }
  }
}

clean('.');
