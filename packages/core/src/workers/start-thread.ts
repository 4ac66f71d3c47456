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
  const modules = [...(isTypeScript ? loaderOfThisThread() : []), program];
  // As text that requires them: Node takes no TypeScript file as a thread's program, and an `execArgv` of our own could not have
  // the flags of V8 that this process may have been started with.
  const text = modules.map((module) => `require(${JSON.stringify(module)});`).join('');
  return new Worker(text, { eval: true, workerData });
}

function loaderOfThisThread(): readonly string[] {
  if (!(Symbol.for('ts-node.register.instance') in process)) return [];
  return [require.resolve('ts-node/register/transpile-only', { paths: [process.cwd()] })];
}
