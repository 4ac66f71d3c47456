// What ffmpeg prints for -list_formats all. Not recorded: written after list_formats() and list_framesizes() in ffmpeg's
// libavdevice/v4l2.c, which print "Raw       : %11s : %20s :", then " %ux%u" or " {%u-%u, %u}x{%u-%u, %u}" a size.
import { expect } from 'chai';
import { parseV4l2Modes } from '../../../src/devices/v4l2/v4l2-modes';

const FROM = '[video4linux2,v4l2 @ 0x5581e5b2a1b80]';

describe('parseV4l2Modes', () => {
  it('reads sizes of raw and compressed formats', () => {
    const modes = parseV4l2Modes([
      `${FROM} Raw       :     yuyv422 :           YUYV 4:2:2 : 640x480 320x240`,
      `${FROM} Compressed:       mjpeg :          Motion-JPEG : 1920x1080`,
      '/dev/video0: Immediate exit requested',
    ]);
    expect(modes).to.deep.equal([
      { colour: 'UYVY', cols: 640, rows: 480, format: 'yuyv422' },
      { colour: 'UYVY', cols: 320, rows: 240, format: 'yuyv422' },
      { colour: 'I420', cols: 1920, rows: 1080, format: 'mjpeg', isCompressed: true },
    ]);
  });

  it('takes descriptions with colons, and emulated formats, for what they are', () => {
    const modes = parseV4l2Modes([
      `${FROM} Raw       :     yuv420p :     Planar YUV 4:2:0 : Emulated : 640x480`,
      `${FROM} Raw       :        nv12 : Y/CbCr 4:2:0: 800x600 sensor : 320x240`,
    ]);
    expect(modes.map(({ colour, cols }) => [colour, cols])).to.deep.equal([
      ['I420', 640],
      ['NV12', 320],
    ]);
  });

  it('leaves out formats that ffmpeg cannot read or that have no layout here', () => {
    const modes = parseV4l2Modes([
      `${FROM} Raw       : Unsupported :         10-bit Bayer : 640x480`,
      `${FROM} Compressed: Unsupported :               HuffYU : 640x480`,
      `${FROM} Raw       :  bayer_bggr8 :                Bayer : 640x480`,
      `${FROM} Raw       :     yuyv422 :           YUYV 4:2:2 :`,
      'ffmpeg version 5.1',
    ]);
    expect(modes).to.deep.equal([]);
  });

  it('gives the usual sizes, and the largest, of a range', () => {
    const sizes = (range: string): readonly string[] =>
      parseV4l2Modes([`${FROM} Raw       :     yuyv422 :           YUYV 4:2:2 : ${range}`]).map(
        ({ cols, rows }) => `${cols}x${rows}`,
      );
    expect(sizes('{16-1920, 2}x{16-1080, 2}')).to.eql(['1920x1080', '1280x720', '640x480']);
    expect(sizes('{2-1600, 1}x{2-1200, 1}')).to.eql(['1280x720', '640x480', '1600x1200']);
    expect(sizes('{640-640, 0}x{480-480, 0}')).to.eql(['640x480']);
    expect(sizes('{0-100, 50}x{0-100, 50}')).to.eql(['100x100']);
  });
});
