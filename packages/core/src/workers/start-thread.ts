import { Worker } from 'node:worker_threads';

/**
 * Starts a worker thread.
 *
 * @param program - Path of the thread's module, from `require.resolve`.
 * @param workerData - What it finds as `workerData`.
 * @param otherModules - What else it will load: it gets ts-node's loader where any of them is TypeScript and this thread has it.
 */
export function startThread(
  program: string,
  workerData: unknown,
  ...otherModules: readonly string[]
): Worker {
  const isTypeScript = [program, ...otherModules].some((module) => /\.[cm]?ts$/.test(module));
  const execArgv = [...process.execArgv, ...(isTypeScript ? loaderOfThisThread() : [])];
  // As text that requires it: Node takes no TypeScript file as a thread's program, even with a loader.
  return new Worker(`require(${JSON.stringify(program)})`, { eval: true, workerData, execArgv });
}

function loaderOfThisThread(): readonly string[] {
  if (!(Symbol.for('ts-node.register.instance') in process)) return [];
  const loader = require.resolve('ts-node/register/transpile-only', { paths: [process.cwd()] });
  return ['--require', loader];
}
