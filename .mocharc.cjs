const everyTest = [
  'packages/*/test/**/*.test.ts',
  'examples/test/**/*.test.ts',
  'examples/plugins/*/test/**/*.test.ts',
  'bench/test/**/*.test.ts',
  'faults/test/**/*.test.ts',
];

// Mocha would add the tests named on the command line to these; here they are run instead of these.
const named = process.argv.slice(2).some((argument) => /\.test\.ts$|(^|\/)test\/?$/.test(argument));

module.exports = {
  ...(named ? {} : { spec: everyTest }),
  extension: ['test.ts'],
  recursive: true,
  require: ['ts-node/register/transpile-only'],
  'node-option': ['conditions=@giftgrab/source'],
  reporter: './scripts/mocha-reporter.cjs',
  timeout: 120000,
};
