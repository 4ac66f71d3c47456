import { expect } from 'chai';
import { DeviceNotFoundError } from '@giftgrab/core';
import {
  decklinkSignal,
  parseDecklinkDevices,
  parseDecklinkModes,
} from '../../../src/devices/decklink/decklink-listing';
import { FORMATS_2020, SOURCES } from '../../support/decklink-output';

describe('what ffmpeg tells of DeckLink devices', () => {
  it('is names and handles, in the words of any version', () => {
    expect(parseDecklinkDevices(SOURCES.ffmpeg4)).to.deep.equal([
      { handle: '75:0a4aa32e:00000000', name: 'Intensity Pro 4K' },
    ]);
    expect(parseDecklinkDevices(SOURCES.ffmpeg8)?.map(({ name }) => name)).to.deep.equal([
      'DeckLink Duo 2 (1)',
      'DeckLink Duo 2 (2)',
    ]);
    expect(
      parseDecklinkDevices([
        SOURCES.ffmpeg4[0],
        '* 65:3ce2f04c:00000000 [DeckLink 4K Extreme] (none)',
      ]),
    ).to.deep.equal([{ handle: '65:3ce2f04c:00000000', name: 'DeckLink 4K Extreme' }]);
  });

  it('is nothing where there is none, no ffmpeg for it, or no driver', () => {
    expect(parseDecklinkDevices(SOURCES.ffmpeg4.slice(0, 1))).to.deep.equal([]);
    expect(parseDecklinkDevices([''])).to.equal(undefined);
    expect(() => parseDecklinkDevices([...SOURCES.ffmpeg4, 'Cannot list sources.'])).to.throw(
      DeviceNotFoundError,
      /Install Desktop Video/,
    );
  });

  it('is modes with exact rates, in 8 bits and in 10 [C5]', () => {
    const modes = parseDecklinkModes(FORMATS_2020);
    expect(modes).to.have.length(2 * 14);
    const texts = modes.map(
      ({ colour, cols, rows, frameRate, format }) =>
        `${format} ${colour} ${cols}x${rows} ${String(frameRate)}`,
    );
    expect(texts.slice(0, 4)).to.deep.equal([
      'ntsc UYVY 720x486 30000/1001',
      'nt23 UYVY 720x486 24000/1001',
      'pal UYVY 720x576 25/1',
      '23ps UYVY 1920x1080 24000/1001',
    ]);
    expect(texts[13]).to.equal('hp60 UYVY 1280x720 60/1');
    expect(texts[14]).to.equal('ntsc I420P10 720x486 30000/1001');
  });

  it('is whether there is a signal', () => {
    const says = (words: string): string => `[decklink @ 0x1] Frame received (#7) - ${words}`;
    expect(decklinkSignal(says('No input signal detected - Frames dropped 1'))).to.equal(false);
    expect(decklinkSignal(says('Input returned - Frames dropped 2'))).to.equal(true);
    expect(decklinkSignal(says('Valid (4147200B) - QSize 0.0MB'))).to.equal(undefined);
  });
});
