// The program that runs a notebook's cells, in a process of its own: an endless cell can be stopped, a crash is told of.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { constants, Script } from 'node:vm';
import { HOST_KEY } from '../display/notebook-host';
import type { HostJob, HostMessage, NotebookModule } from '../run/host-messages';
import { CellOutputs } from './cell-outputs';

/** Resolves when the message is on its way, whatever this process does next. */
function send(message: HostMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) {
      throw new Error('This program is started by giftgrab-notebook.');
    }
    process.send(message, undefined, undefined, () => {
      resolve();
    });
  });
}

function load({ filename, script }: HostJob): NotebookModule {
  const compiled = new Script(
    `(function (exports, require, module, __filename, __dirname) { ${script}\n})`,
    { filename, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER },
  );
  const module = { exports: {} as NotebookModule };
  const evaluate = compiled.runInThisContext() as (...given: unknown[]) => void;
  evaluate(module.exports, createRequire(filename), module, filename, dirname(filename));
  return module.exports;
}

async function runJob(job: HostJob): Promise<void> {
  const outputs = new CellOutputs(job.maxOutputBytes, (message) => void send(message));
  Object.defineProperty(globalThis, HOST_KEY, { value: outputs });
  outputs.capture();
  await load(job).run(
    async (cell) => {
      await outputs.settled();
      outputs.nextCell();
      await send({ type: 'cell', cell });
    },
    (value) => outputs.result(value),
  );
}

async function fail(error: unknown): Promise<never> {
  const isError = error instanceof Error;
  const name = isError ? error.name : 'Error';
  const stack = isError ? (error.stack ?? error.message) : `Thrown: ${String(error)}`;
  await send({ type: 'failed', name, stack });
  return process.exit(1);
}

process.on('uncaughtException', (error) => void fail(error));
process.on('unhandledRejection', (error) => void fail(error));
// Who started this one is gone.
process.on('disconnect', () => process.exit(1));
process.once('message', (job) => {
  // A cell that waits for nothing that could still happen lets this process end, and the runner says so.
  process.channel?.unref();
  runJob(job as HostJob)
    .then(async () => {
      await send({ type: 'done' });
      process.exit(0);
    })
    .catch(fail);
});
