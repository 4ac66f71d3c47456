// Makes the small ONNX models that the examples and tests run. Their weights are written down here, not trained: what they answer can be
// worked out by hand.
//
//   node scripts/make-models.mjs           writes them
//   node scripts/make-models.mjs --check   fails if the files in the repository are not these
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const FLOAT = 1;
const UINT8 = 2;

/** A message of protocol buffers: numbers, texts, bytes and messages under the numbers of their fields in onnx.proto. */
function message(...fields) {
  const writer = new BinaryWriter();
  for (const [number, value] of fields) {
    if (typeof value === 'number' || typeof value === 'bigint') {
      writer.tag(number, WireType.Varint).int64(value);
    } else if (typeof value === 'string') {
      writer.tag(number, WireType.LengthDelimited).string(value);
    } else writer.tag(number, WireType.LengthDelimited).bytes(value);
  }
  return writer.finish();
}

/** ValueInfoProto: an input or output; an axis of any length has a name. */
function value(name, type, axes) {
  const dims = axes.map((axis) => [1, message([typeof axis === 'number' ? 1 : 2, axis])]);
  const tensorType = message([1, type], [2, message(...dims)]);
  return message([1, name], [2, message([1, tensorType])]);
}

/** TensorProto of floats. */
function weights(name, dims, numbers) {
  const raw = new Uint8Array(Float32Array.from(numbers).buffer);
  return message(...dims.map((length) => [1, length]), [2, FLOAT], [8, name], [9, raw]);
}

/** AttributeProto: a whole number, or several. */
function attribute(name, given) {
  const INT = 2;
  const INTS = 7;
  return Array.isArray(given)
    ? message([1, name], ...given.map((each) => [8, each]), [20, INTS])
    : message([1, name], [3, given], [20, INT]);
}

/** NodeProto. */
function node(type, inputs, outputs, attributes = {}) {
  return message(
    ...inputs.map((name) => [1, name]),
    ...outputs.map((name) => [2, name]),
    [4, type],
    ...Object.entries(attributes).map(([name, given]) => [5, attribute(name, given)]),
  );
}

/** ModelProto. */
function model(name, { nodes, initializers = [], inputs, outputs }) {
  const IR_VERSION = 8;
  const OPSET = 13;
  const graph = message(
    ...nodes.map((each) => [1, each]),
    [2, name],
    ...initializers.map((each) => [5, each]),
    ...inputs.map((each) => [11, each]),
    ...outputs.map((each) => [12, each]),
  );
  return message([1, IR_VERSION], [2, 'giftgrab'], [7, graph], [8, message([1, ''], [2, OPSET])]);
}

/**
 * Finds what is red: how much redder than anything else, in the mean of 5 by 5 pixels, each place is (`heat`), and how red the reddest is
 * (`score`). Takes RGB from 0 to 1, of any size.
 */
function findRed() {
  // Red minus the mean of green and blue, each in the mean of the window.
  const channels = [1, -0.5, -0.5];
  const kernel = channels.flatMap((weight) => Array.from({ length: 25 }, () => weight / 25));
  return model('find-red', {
    nodes: [
      node('Conv', ['image', 'kernel'], ['redness'], { kernel_shape: [5, 5], pads: [2, 2, 2, 2] }),
      node('Relu', ['redness'], ['heat']),
      node('GlobalMaxPool', ['heat'], ['score']),
    ],
    initializers: [weights('kernel', [1, 3, 5, 5], kernel)],
    inputs: [value('image', FLOAT, [1, 3, 'rows', 'cols'])],
    outputs: [value('heat', FLOAT, [1, 1, 'rows', 'cols']), value('score', FLOAT, [1, 1, 1, 1])],
  });
}

/** Answers what it is given. */
function same(type, axes) {
  return model('same', {
    nodes: [node('Identity', ['image'], ['answer'])],
    inputs: [value('image', type, axes)],
    outputs: [value('answer', type, axes)],
  });
}

/** Adds two pictures. */
function sum() {
  const axes = [1, 1, 'rows', 'cols'];
  return model('sum', {
    nodes: [node('Add', ['a', 'b'], ['sum'])],
    inputs: [value('a', FLOAT, axes), value('b', FLOAT, axes)],
    outputs: [value('sum', FLOAT, axes)],
  });
}

const files = new Map([
  ['examples/models/find-red.onnx', findRed()],
  ['packages/filters/test/models/same.onnx', same(FLOAT, [1, 3, 'rows', 'cols'])],
  ['packages/filters/test/models/same-4x6.onnx', same(FLOAT, [1, 3, 4, 6])],
  ['packages/filters/test/models/same-bytes.onnx', same(UINT8, [1, 'rows', 'cols', 3])],
  ['packages/filters/test/models/same-grey.onnx', same(FLOAT, [1, 1, 'rows', 'cols'])],
  ['packages/filters/test/models/same-vector.onnx', same(FLOAT, [1, 10])],
  ['packages/filters/test/models/sum.onnx', sum()],
]);
const isCheck = process.argv.includes('--check');
for (const [name, bytes] of files) {
  const path = join(root, name);
  if (isCheck) {
    if (existsSync(path) && Buffer.compare(readFileSync(path), bytes) === 0) continue;
    console.error(`${name} is not what scripts/make-models.mjs makes`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}
if (process.exitCode === undefined) {
  console.log(`${files.size} models ${isCheck ? 'are up to date' : 'written'}.`);
}
