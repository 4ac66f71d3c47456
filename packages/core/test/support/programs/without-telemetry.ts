// Runs a pipeline where OpenTelemetry is not as it might be: `no provider`, `no package` or `broken provider`.
import Module from 'node:module';
import { ListSource } from '../list-source';

const PACKAGE = '@opentelemetry/api';
const [situation] = process.argv.slice(2);
const resolver = Module as unknown as {
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
};
const resolve = resolver._resolveFilename.bind(Module);
let loaded = false;
resolver._resolveFilename = (request, ...rest) => {
  if (request === PACKAGE && situation === 'no package') throw new Error(`no ${PACKAGE}`);
  if (request === PACKAGE) loaded = true;
  return resolve(request, ...rest);
};
if (situation !== 'no provider') {
  const key = Symbol.for('opentelemetry.js.api.1');
  Object.assign(globalThis, { [key]: { version: '1.9.0', metrics: {} } });
}

async function main(): Promise<void> {
  const source = new ListSource({ frames: 3 });
  source.subscribe(() => undefined);
  const { frames } = await source.finished;
  console.log(`${frames} frames, loaded: ${loaded}`);
}
void main();
