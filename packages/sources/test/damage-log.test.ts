import { expect } from 'chai';
import { DamageLog } from '../src/damage-log';

function read(...lines: readonly string[]): DamageLog {
  const log = new DamageLog('/films/corrupt/damaged.mp4');
  for (const line of lines) log.read(line);
  return log;
}

describe('DamageLog', () => {
  const complaints = [
    '[h264 @ 0x1] error while decoding MB 4 0, bytestream -8',
    '[h264 @ 0x1] concealing 24 DC, 24 AC, 24 MV errors in P frame',
    '[mpegts @ 0x1] Packet corrupt (stream = 0, dts = 168000).',
    'file:/films/x.ts: corrupt input packet in stream 0',
    '[mpeg4 @ 0x1] ac-tex damaged at 16 6',
    '[mpeg4 @ 0x1] Error at MB: 142',
    '[matroska,webm @ 0x1] 0x00 at pos 14733 (0x398d) invalid as first byte of an EBML number',
    '[matroska,webm @ 0x1] Invalid EBML number size tag 0x04 at pos 131581 (0x201fd)',
    '[matroska,webm @ 0x1] Error parsing frame sizes.',
    'Error while decoding stream #0:0: Invalid data found when processing input',
    '[h264 @ 0x1] Invalid NAL unit size (-1 > 500).',
    '[rtsp @ 0x1] RTP: missed 3 packets',
  ];
  for (const line of complaints) {
    it(`counts ${JSON.stringify(line)}`, () => expect(read(line).count).to.equal(1));
  }

  const healthy = [
    "Input #0, mov,mp4, from 'file:/films/corrupt/damaged.mp4':",
    '    title           : The corrupt judge',
    'Stream mapping:',
    '[swscaler @ 0x1] deprecated pixel format used, make sure you did set range correctly',
    '-vsync is deprecated. Use -fps_mode',
    '[file:/films/corrupt/damaged.mp4 @ 0x1] Timestamps are unset',
  ];
  for (const line of healthy) {
    it(`does not count ${JSON.stringify(line)}`, () => expect(read(line).count).to.equal(0));
  }

  it('counts a complaint as often as it was repeated', () => {
    const log = read(
      '[h264 @ 0x1] error while decoding MB 4 0',
      '    Last message repeated 7 times',
    );
    expect(log.count).to.equal(8);
    expect(read('Stream mapping:', '    Last message repeated 7 times').count).to.equal(0);
  });

  for (const line of [
    '[mov,mp4 @ 0x1] stream 0, offset 0x75e9: partial file',
    '[matroska,webm @ 0x1] File ended prematurely',
    '[matroska,webm @ 0x1] Read error',
  ]) {
    it(`takes the file for cut at ${JSON.stringify(line)}`, () =>
      expect(read(line).isCut).to.equal(true));
  }

  it('does not take damage for a cut', () => {
    expect(
      read(...complaints, '[matroska,webm @ 0x1] Read error at pos. 24235 (0x5eab)').isCut,
    ).to.equal(false);
  });

  it('notes that the picture changes, and when, where ffmpeg says so', () => {
    const old =
      '[graph 0 input @ 0x1] Changing frame properties on the fly is not supported by all filters.';
    expect(read(old)).to.include({ isChanged: true, changeSeconds: undefined });
    const recent =
      '[graph 0 input @ 0x1] filter context - w: 64 h: 48 fmt: 0, incoming frame - w: 48 h: 64 fmt: 0 pts_time: 0.5';
    const log = read(recent, old.replace('frame', 'video frame'), recent.replace('0.5', '0.6'));
    expect(log).to.include({ isChanged: true, changeSeconds: 0.5, changedTo: '48×64' });
  });
});
