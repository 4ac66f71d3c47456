import { createRequire } from 'node:module';
import { expect } from 'chai';
import * as errors from '../src/errors';
import { describe as inWords, isGiftGrabError } from '../src/errors';
import { Rational } from '../src/rational';

const all: [error: Error, code: string, parents: string[]][] = [
  [new errors.GiftGrabError('SOURCE', 'x'), 'SOURCE', []],
  [new errors.InvalidOptionError('cols', 'a number', 'x'), 'INVALID_OPTION', []],
  [new errors.UnsupportedFormatError('x'), 'UNSUPPORTED_FORMAT', []],
  [new errors.FrameReleasedError('x'), 'FRAME_RELEASED', []],
  [new errors.FrameBudgetError('x'), 'FRAME_BUDGET', []],
  [new errors.SourceError('x'), 'SOURCE', []],
  [new errors.SourceTruncatedError('x', { received: 1 }), 'SOURCE_TRUNCATED', ['SourceError']],
  [new errors.SourceSizeChangedError('x'), 'SOURCE_SIZE_CHANGED', ['SourceError']],
  [new errors.DeviceNotFoundError('x'), 'DEVICE_NOT_FOUND', ['SourceError']],
  [new errors.DeviceAlreadyConnectedError('x'), 'DEVICE_ALREADY_CONNECTED', ['SourceError']],
  [new errors.DeviceOfflineError('x', { reason: 'no frames' }), 'DEVICE_OFFLINE', ['SourceError']],
  [new errors.NetworkSourceUnavailableError('x'), 'NETWORK_SOURCE_UNAVAILABLE', ['SourceError']],
  [new errors.TargetError('x'), 'TARGET', []],
  [new errors.FilterError('x', { frameIndex: 1 }), 'FILTER', []],
  [new errors.ObserverError('x', { frameIndex: 1 }), 'OBSERVER', []],
  [new errors.FfmpegError('x'), 'FFMPEG', []],
  [new errors.FfmpegNotFoundError('x'), 'FFMPEG_NOT_FOUND', ['FfmpegError']],
  [new errors.AddressUnavailableError({ host: 'x', port: 1 }), 'ADDRESS_UNAVAILABLE', []],
];

describe('errors', () => {
  for (const [error, code, parents] of all) {
    const { name } = error.constructor;
    it(`${name} has its name, its code and its parents [X1–X10]`, () => {
      expect(error).to.include({ name, code });
      expect(error).to.be.instanceOf(Error);
      expect(error).to.be.instanceOf(errors.GiftGrabError);
      for (const parent of parents) expect(error).to.be.instanceOf(errors[parent as 'SourceError']);
      expect(Object.keys(error)).not.to.include('name');
      expect(String(error)).to.match(new RegExp(`^${name}: .`));
    });
  }

  it('OutOfRangeError is a RangeError too [X9]', () => {
    const error = new errors.OutOfRangeError('x');
    expect(error).to.be.instanceOf(RangeError);
    expect(error).to.be.instanceOf(errors.GiftGrabError);
    expect(error).to.include({ name: 'OutOfRangeError', code: 'OUT_OF_RANGE' });
  });

  it('are told apart by their classes', () => {
    expect(new errors.SourceError('x')).not.to.be.instanceOf(errors.TargetError);
    expect(new errors.SourceError('x')).not.to.be.instanceOf(errors.DeviceNotFoundError);
    expect(new errors.TargetError('x')).not.to.be.instanceOf(errors.SourceError);
    for (const other of [new Error('x'), new RangeError('x'), 'x', null, undefined, {}]) {
      expect(isGiftGrabError(other)).to.equal(false);
      expect(other instanceof errors.GiftGrabError).to.equal(false);
    }
  });

  it('of another copy of the package are known, its own subclasses apart', () => {
    const load = createRequire(__filename);
    const path = load.resolve('../src/errors');
    const first = load.cache[path];
    load.cache[path] = undefined;
    const copy = load(path) as typeof errors;
    load.cache[path] = first;
    expect(copy.GiftGrabError).not.to.equal(errors.GiftGrabError);
    for (const error of [new copy.SourceError('x'), new copy.OutOfRangeError('x')]) {
      expect(isGiftGrabError(error)).to.equal(true);
      expect(error instanceof errors.GiftGrabError).to.equal(true);
      expect(error instanceof errors.SourceError).to.equal(false);
    }
  });

  it('may be extended by plugins', () => {
    class CameraError extends errors.SourceError {}
    const error = new CameraError('x', { code: 'DEVICE_OFFLINE' });
    expect(error).to.be.instanceOf(CameraError);
    expect(error).to.be.instanceOf(errors.SourceError);
    expect(new errors.SourceError('x')).not.to.be.instanceOf(CameraError);
    expect(error.code).to.equal('DEVICE_OFFLINE');
  });

  it('keep their cause, and have none that was not given', () => {
    const cause = new Error('why');
    expect(new errors.SourceError('x', { cause }).cause).to.equal(cause);
    expect(new errors.SourceError('x')).not.to.have.property('cause');
  });

  it('of options name value, rule and remedy', () => {
    const error = new errors.InvalidOptionError('cols', 'a positive number', -1, 'Use 640.');
    expect(error.message).to.equal('Expected a positive number for cols but received -1. Use 640.');
    expect(error).to.include({ option: 'cols', expected: 'a positive number', received: -1 });
  });

  it('of ffmpeg carry what is known of it', () => {
    expect(new errors.FfmpegError('x')).to.deep.include({
      command: [],
      exitCode: null,
      signal: null,
      stderrTail: [],
    });
  });

  const words: [unknown, string][] = [
    ['a "b"', '"a \\"b\\""'],
    [1.5, '1.5'],
    [Number.NaN, 'NaN'],
    [10n, '10n'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [new Rational(30000, 1001), '30000/1001'],
    [[1, 'a', null], '[1, "a", null]'],
    [{}, 'an object of type Object'],
    [Object.create(null), 'an object of type unknown'],
    [new Map(), 'an object of type Map'],
    [Symbol('s'), 'Symbol(s)'],
    [function scale() {}, 'a function scale'],
    [() => undefined, 'a function'],
  ];
  for (const [value, text] of words) {
    it(`describe a value as ${text}`, () => expect(inWords(value)).to.equal(text));
  }
});
