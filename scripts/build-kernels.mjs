// Compiles the WebAssembly kernels (AssemblyScript) to TypeScript modules that hold them as base64.
// Does nothing, in a few milliseconds, when the sources have not changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Each folder of sources, whose entry is index.ts, and the module that it becomes. */
const MODULES = [
  {
    sources: 'packages/core/assembly',
    output: 'packages/core/src/pixels/kernels.generated.ts',
    name: 'KERNELS_WASM',
  },
  {
    sources: 'packages/filters/assembly',
    output: 'packages/filters/src/kernels/kernels.generated.ts',
    name: 'FILTER_KERNELS_WASM',
  },
  {
    sources: 'examples/plugins/devignette/assembly',
    output: 'examples/plugins/devignette/src/kernels.generated.ts',
    name: 'DEVIGNETTE_WASM',
  },
];

// Memory is imported and declared at the most that WebAssembly allows: a memory with any lower
// maximum is accepted. The stub runtime and raw addresses leave no state in the module, so that
// every thread may have an instance on the same memory.
const FLAGS = [
  ...['--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory'],
  ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ...['--runtime', 'stub', '-O3', '--noAssert', '--disableWarning', '112'],
];

for (const { sources, output, name } of MODULES) await build(sources, join(root, output), name);

async function build(sources, output, name) {
  const firstLine = `// Compiled from ${sources} by scripts/build-kernels.mjs. Sources: ${hashOf(sources)}`;
  if (existsSync(output) && readFileSync(output, 'utf8').startsWith(`${firstLine}\n`)) return;
  const wasm = await compile(sources);
  const base64 = Buffer.from(wasm).toString('base64');
  const text = `${firstLine}\nexport const ${name} =\n  '${base64}';\n`;
  // Renamed into place, so that a program started at the same time never sees half of it.
  const temporary = `${output}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, output);
  console.error(`Compiled ${sources}: ${wasm.length} bytes of WebAssembly.`);
}

function hashOf(sources) {
  const hash = createHash('sha256').update(FLAGS.join(' '));
  hash.update(readFileSync(join(root, 'node_modules/assemblyscript/package.json')));
  for (const name of readdirSync(join(root, sources)).sort()) {
    if (!name.endsWith('.ts')) continue;
    hash.update(name).update(readFileSync(join(root, sources, name)));
  }
  return hash.digest('hex');
}

async function compile(sources) {
  const { default: asc } = await import('assemblyscript/asc');
  let wasm;
  const { error, stderr } = await asc.main(
    [`${sources}/index.ts`, '--baseDir', root, '--outFile', 'kernels.wasm', ...FLAGS],
    { writeFile: (name, contents) => void (wasm = contents) },
  );
  const messages = stderr.toString();
  if (error || wasm === undefined) {
    throw new Error(`Compiling ${sources} failed.\n${messages}`, { cause: error });
  }
  if (messages !== '') console.error(messages);
  return wasm;
}
