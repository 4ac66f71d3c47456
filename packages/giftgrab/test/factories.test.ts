import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  Codec,
  ColourSpace,
  Device,
  DeviceAlreadyConnectedError,
  DeviceNotFoundError,
  fileWriter,
  filter,
  InvalidOptionError,
  NetworkSourceUnavailableError,
  registerDeviceDriver,
  SourceError,
  testPattern,
  UnsupportedFormatError,
  VideoSourceFactory,
  VideoTargetFactory,
} from 'giftgrab';

describe('the factories', () => {
  let folder: string;
  let clip: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'giftgrab-factories-'));
    clip = join(folder, 'clip.mp4');
    const target = fileWriter(clip, { codec: 'H264', frameRate: 60, preset: 'ultrafast' });
    testPattern({ cols: 64, rows: 48, frames: 12, frameRate: 60, pace: 'asap' }).attach(target);
    await target.finished;
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('are one each [V1, T1, TC1]', () => {
    expect(VideoSourceFactory.getInstance()).to.equal(VideoSourceFactory.getInstance());
    expect(VideoTargetFactory.getInstance()).to.equal(VideoTargetFactory.getInstance());
  });

  it('read, filter and write a file by the names of GIFT-Grab [V5, T2, TC2, TC12]', async () => {
    const sources = VideoSourceFactory.getInstance();
    const reader = await sources.createFileReader(clip, ColourSpace.BGRA, { pace: 'asap' });
    expect(reader.colour).to.equal('BGRA');
    expect([reader.cols, reader.rows]).to.deep.equal([64, 48]);
    expect(reader.frameRate?.value).to.equal(60);
    const out = join(folder, 'out.avi');
    const targets = VideoTargetFactory.getInstance();
    const writer = targets.createFileWriter(Codec.Xvid, out, reader.frameRate);
    reader.pipe(filter((frame) => frame)).subscribe(writer);
    await reader.finished;
    const report = await writer.finished;
    expect(report).to.include({ frames: 12, dropped: 0, duplicated: 0, path: out });
    await reader.close();
  });

  it('plays a file at its own pace unless told otherwise [quirk 3]', async () => {
    const sources = VideoSourceFactory.getInstance();
    const reader = await sources.createFileReader(clip, ColourSpace.I420);
    const arrivals: number[] = [];
    const startedMs = performance.now();
    reader.subscribe(() => arrivals.push(performance.now()));
    await reader.finished;
    // Twelve frames at 60 a second cannot be there sooner than this, however fast the machine.
    expect((arrivals.at(-1) ?? 0) - startedMs).to.be.at.least(11 * (1000 / 60) - 1);
    expect(arrivals).to.have.length(12);
    await reader.close();
  });

  it('open the devices that GIFT-Grab knew, and share them [V2, V3, TC37]', async () => {
    const sources = VideoSourceFactory.getInstance();
    const missing = sources.getDevice(Device.DeckLinkSDI4K, ColourSpace.UYVY);
    expect(await missing.catch((e: unknown) => e)).to.be.instanceOf(DeviceNotFoundError);
    const modes = [{ colour: 'UYVY', cols: 64, rows: 48, frameRate: 50 }] as const;
    const forget = registerDeviceDriver({
      kind: 'decklink',
      list: () => Promise.resolve([{ name: 'DeckLink SDI 4K', modes }]),
      open: (_device, mode) => testPattern(mode),
    });
    const own = await sources.getDevice(Device.DeckLinkSDI4K, ColourSpace.UYVY);
    expect(await sources.getDevice(Device.DeckLinkSDI4K, ColourSpace.UYVY)).to.equal(own);
    const other = await sources.getDevice(Device.DeckLinkSDI4K, ColourSpace.BGRA);
    expect([own.colour, other.colour]).to.deep.equal(['UYVY', 'BGRA']);
    const frame = await other.getFrame();
    expect(frame?.colour).to.equal('BGRA');
    frame?.release();
    const alone = sources.getDevice(Device.DeckLinkSDI4K, ColourSpace.BGRA, { exclusive: true });
    expect(await alone.catch((e: unknown) => e)).to.be.instanceOf(DeviceAlreadyConnectedError);
    for (let i = 0; i < 3; i += 1) await sources.freeDevice(Device.DeckLinkSDI4K);
    expect([own.closed, other.closed]).to.deep.equal([true, true]);
    await sources.freeDevice(Device.DeckLinkSDI4K);
    const again = await sources.getDevice(Device.DeckLinkSDI4K, ColourSpace.I420);
    expect(again.colour).to.equal('I420');
    await sources[Symbol.asyncDispose]();
    expect(again.closed, 'the end of the factory is the end of its devices [V6]').to.equal(true);
    forget();
    const gone = await sources.freeDevice(Device.DeckLinkSDI4K).catch((e: unknown) => e);
    expect(gone).to.be.instanceOf(DeviceNotFoundError);
  });

  it('connect to a network stream in each colour, each time anew [V4, TC32]', async () => {
    const server = createHttpServer((_, response) => response.end(readFileSync(clip)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/clip.mp4`;
    const sources = VideoSourceFactory.getInstance();
    try {
      for (const colour of [ColourSpace.I420, ColourSpace.BGRA, ColourSpace.UYVY]) {
        await using source = await sources.connectNetworkSource(url, colour);
        const frame = await source.getFrame();
        expect(frame?.colour).to.equal(colour);
        expect([frame?.cols, frame?.rows]).to.deep.equal([64, 48]);
        frame?.release();
      }
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it('say what is wrong with an address, or that nobody is there [TC33, TC34]', async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const connect = (url: string): Promise<unknown> =>
      VideoSourceFactory.getInstance()
        .connectNetworkSource(url, ColourSpace.BGRA)
        .catch((error: unknown) => error);
    const failure = await connect(`rtsp://127.0.0.1:${port}`);
    expect(failure).to.be.instanceOf(NetworkSourceUnavailableError);
    expect(await connect('this is no address')).to.be.instanceOf(InvalidOptionError);
  });

  it('refuse what cannot be [TC3, TC4, TC5, TC14]', async () => {
    const targets = VideoTargetFactory.getInstance();
    const make =
      (path: string, rate = 30, codec: string = Codec.HEVC) =>
      () =>
        targets.createFileWriter(codec as Codec, path, rate);
    expect(make('/this/file/should/never/exist.extension')).to.throw(InvalidOptionError);
    expect(make('/this/folder/is/not/there.mp4')).to.throw(/does not exist/);
    expect(make(join(folder, 'x.mp4'), 0)).to.throw(InvalidOptionError, /frameRate/);
    expect(make(join(folder, 'x.mp4'), -30)).to.throw(InvalidOptionError, /frameRate/);
    expect(make(join(folder, 'x.mp4'), 30, 'Theora')).to.throw(UnsupportedFormatError, /Theora/);
    const sources = VideoSourceFactory.getInstance();
    const failure = await sources
      .createFileReader('/nowhere.mp4', ColourSpace.BGRA)
      .catch((e: unknown) => e);
    expect(failure).to.be.instanceOf(SourceError).and.to.have.property('code', 'SOURCE_NOT_FOUND');
  });
});
