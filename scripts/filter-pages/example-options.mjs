// The options that a filter's example gives it, where they are plain values.
import vm from 'node:vm';
import ts from 'typescript';

/** Stands for whatever an example uses besides: it can be called, constructed, read, listed and added. */
const anything = new Proxy(function () {}, {
  get: (_target, key) => {
    if (key === Symbol.iterator) return function* () {};
    return key === Symbol.toPrimitive ? () => 0 : anything;
  },
  apply: () => anything,
  construct: () => anything,
});

/**
 * Runs the example with stand-ins, and notes what the filter is made with.
 *
 * @returns `undefined` where it is never made with numbers, texts, booleans and lists of them alone.
 */
export function exampleOptions({ name, example }) {
  const code = /```ts\n([\s\S]*?)```/.exec(example)?.[1] ?? '';
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  const calls = [];
  const filters = new Proxy(
    {},
    {
      get: (_target, key) => (key === name ? (...args) => (calls.push(args), anything) : anything),
    },
  );
  const require = (module) => (module === '@giftgrab/filters' ? filters : anything);
  vm.runInThisContext(`(function (require, exports, console) {${outputText}\n})`)(
    require,
    {},
    anything,
  );
  const operators = calls.filter(({ length }) => length < 2).map(([options = {}]) => options);
  return operators.find(isPlain);
}

function isPlain(value) {
  if (typeof value !== 'object') return typeof value !== 'function';
  const isSimple = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isSimple && Object.values(value).every(isPlain);
}
