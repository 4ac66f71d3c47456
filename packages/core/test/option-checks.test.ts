import { expect } from 'chai';
import { InvalidOptionError } from '../src/errors';
import {
  checkFrameRate,
  checkBoolean,
  checkIntegerIn,
  checkMilliseconds,
  checkOneOf,
  checkOptionNames,
  checkPositiveInteger,
} from '../src/option-checks';
import { Rational } from '../src/rational';

describe('option checks', () => {
  it('allow whole numbers in a range, and nothing else', () => {
    expect(() => checkIntegerIn('n', 3, 3, 5)).not.to.throw();
    expect(() => checkIntegerIn('n', 5, 3, 5)).not.to.throw();
    expect(() => checkPositiveInteger('n', 1)).not.to.throw();
    for (const wrong of [2, 6, 3.5, Number.NaN, Number.POSITIVE_INFINITY, '4', undefined, null]) {
      expect(() => checkIntegerIn('n', wrong as number, 3, 5)).to.throw(
        InvalidOptionError,
        'an integer from 3 to 5 for n',
      );
    }
    expect(() => checkPositiveInteger('n', 0)).to.throw('an integer of at least 1 for n');
  });

  it('allow milliseconds that a timer can wait', () => {
    for (const right of [1, 2 ** 31 - 1]) {
      expect(() => checkMilliseconds('afterMs', right)).not.to.throw();
    }
    for (const wrong of [0, 2 ** 31, 1.5, Number.NaN, '5']) {
      expect(() => checkMilliseconds('afterMs', wrong as number)).to.throw(
        InvalidOptionError,
        'an integer from 1 to 2147483647 for afterMs',
      );
    }
  });

  it('allow true and false, and nothing that is like them', () => {
    expect(() => checkBoolean('end', true)).not.to.throw();
    expect(() => checkBoolean('end', false)).not.to.throw();
    for (const wrong of [0, 1, 'true', null, undefined]) {
      expect(() => checkBoolean('end', wrong)).to.throw(
        InvalidOptionError,
        'true or false for end',
      );
    }
  });

  it('allow names of a list', () => {
    expect(() => checkOneOf('mode', 'a', ['a', 'b'])).not.to.throw();
    expect(() => checkOneOf('mode', 'c', ['a', 'b'])).to.throw(
      InvalidOptionError,
      'one of "a", "b" for mode but received "c"',
    );
    const mistyped = (): void => checkOneOf('mode', 'reflct', ['wrap', 'reflect']);
    expect(mistyped).to.throw(InvalidOptionError, 'received "reflct". Did you mean "reflect"?');
  });

  it('read frame rates, and refuse what is none [TC5, quirk 18]', () => {
    expect(String(checkFrameRate(29.97))).to.equal('30000/1001');
    const rate = new Rational(25);
    expect(checkFrameRate(rate)).to.equal(rate);
    const none = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2e6, '25', undefined, {}];
    for (const wrong of [...none, new Rational(-25), new Rational(0)]) {
      expect(() => checkFrameRate(wrong as number)).to.throw(InvalidOptionError, 'frameRate');
    }
  });

  it('refuse option names that are not known, and list those that are', () => {
    expect(() => checkOptionNames('openFile', { pace: 1 }, ['pace'])).not.to.throw();
    expect(() => checkOptionNames('openFile', { pase: 1 }, ['pace', 'colour'])).to.throw(
      InvalidOptionError,
      'one of pace, colour for openFile option but received "pase". Did you mean "pace"?',
    );
    expect(() => checkOptionNames('invert', { pase: 1 }, [])).to.throw(
      InvalidOptionError,
      'Expected none for invert option but received "pase".',
    );
  });
});
