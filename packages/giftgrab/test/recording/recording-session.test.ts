import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { expectNothingLeft } from '../../../core/test/support/quiet';
import {
  crop,
  loadRecordingConfig,
  parseRecordingConfig,
  recordFromConfig,
  registerVirtualDevice,
  testPattern,
  VideoFrame,
  type RecordingConfig,
} from '../../src/index';

const FAST = 'codec: H264, preset: ultrafast';

describe('recordFromConfig', () => {
  expectNothingLeft();
  before(() => {
    // Filters keep the memory that their kernels work with, from their first use on.
    const frame = VideoFrame.alloc({ colour: 'I420', cols: 64, rows: 48 });
    crop(frame, { x: 8, y: 8, cols: 32, rows: 32 }).release();
    frame.release();
  });
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'giftgrab-session-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const parse = (...lines: readonly string[]): RecordingConfig =>
    parseRecordingConfig(lines.join('\n'), { folder });

  it('tells all that happens, and what there is in the end [P1]', async () => {
    const session = await recordFromConfig(
      parse(
        'source: { testPattern: { frames: 10, cols: 64, rows: 48, pace: asap } }',
        `recorder: { path: a.mp4, ${FAST} }`,
      ),
    );
    const types: string[] = [];
    session.events.subscribe(({ recording, type }) => types.push(`${recording} ${type}`));
    const [result] = await session.finished;
    expect(types).to.deep.equal(['a started', 'a partStarted', 'a stopped', 'a partFinished']);
    expect(result).to.include({ name: 'a', frames: 10, dropped: 0, isCutShort: false });
    expect(result?.parts.map(({ path }) => path)).to.deep.equal([join(folder, 'a.mp4')]);
  });

  it('records a device in two parts of the picture, over one connection [P1] [P4]', async () => {
    const forget = registerVirtualDevice({
      name: 'endoscope',
      modes: [{ colour: 'I420', cols: 64, rows: 48, frameRate: 25 }],
      start: (mode) => testPattern(mode),
    });
    try {
      await using session = await recordFromConfig(
        parse(
          'recordings:',
          '  - source: &device { device: { name: endoscope } }',
          `    recorder: { path: all.mp4, ${FAST}, rotate: { frames: 5 } }`,
          '    seconds: 0.6',
          '  - source: *device',
          '    subFrame: { x: 8, y: 8, cols: 32, rows: 32 }',
          `    recorder: { path: part.mp4, ${FAST} }`,
          '    seconds: 0.6',
        ),
      );
      const [all, part] = await session.finished;
      expect(all?.parts.length).to.be.above(1);
      expect(part?.parts[0]).to.include({ cols: 32, rows: 32, missing: 0 });
      const resolved = readFileSync(join(folder, 'part.config.yaml'), 'utf8');
      expect(resolved).to.match(/device:\n +kind: virtual\n +name: endoscope/);
      expect(resolved).to.match(/frameRate: 25/);
    } finally {
      forget();
    }
  });

  it('does not let a recording that fails hurt the others', async () => {
    const forget = registerVirtualDevice({
      name: 'short',
      modes: [{ colour: 'I420', cols: 64, rows: 48, frameRate: 25 }],
      start: (mode) => testPattern({ ...mode, frames: 5 }),
    });
    try {
      const session = await recordFromConfig(
        parse(
          'recordings:',
          '  - source: { device: { name: short } }',
          `    recorder: { path: short.mp4, ${FAST} }`,
          '  - source: { testPattern: { frames: 40, cols: 64, rows: 48 } }',
          `    recorder: { path: whole.mp4, ${FAST} }`,
        ),
      );
      const [, whole] = await session.finished;
      expect(whole).to.include({ frames: 40 }).and.not.to.have.property('error');
    } finally {
      forget();
    }
  });

  it('writes no password, no user and no query down, and takes what it wrote again', async () => {
    const server = createServer((_request, response) => {
      const input = ['-re', '-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=30', '-pix_fmt', 'yuv420p'];
      const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '10'];
      const args = ['-nostdin', '-v', 'error', ...input, ...codec, '-f', 'mpegts', 'pipe:1'];
      const child = spawn(ffmpeg, args, { stdio: ['ignore', 'pipe', 'ignore'] });
      child.stdout.pipe(response);
      response.on('error', () => undefined).on('close', () => child.kill());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const session = await recordFromConfig(
        parse(
          `source: { url: 'http://anna:geheim@127.0.0.1:${port}/live.ts?token=t0ken' }`,
          `recorder: { path: live.mp4, ${FAST} }`,
          'seconds: 0.5',
        ),
      );
      const [result] = await session.finished;
      expect(result?.error).to.equal(undefined);
      for (const name of ['live.config.yaml', 'live.report.json']) {
        expect(readFileSync(join(folder, name), 'utf8')).not.to.match(/anna|geheim|t0ken/);
      }
      const { recordings } = loadRecordingConfig(join(folder, 'live.config.yaml'));
      expect(recordings[0]?.source).to.include({ url: `http://***@127.0.0.1:${port}/live.ts?***` });
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it('leaves nothing open when one of the sources is not there', async () => {
    const failing = recordFromConfig(
      parse(
        'recordings:',
        '  - source: { testPattern: {} }',
        `    recorder: { path: a.mp4, ${FAST} }`,
        '  - source: { file: none.mp4 }',
        `    recorder: { path: b.mp4, ${FAST} }`,
      ),
    );
    const error = await failing.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.have.property('code', 'SOURCE_NOT_FOUND');
  });

  it('gives up before it begins when its signal is aborted', async () => {
    const config = parse('source: { testPattern: {} }', `recorder: { path: a.mp4, ${FAST} }`);
    const error = await recordFromConfig(config, { signal: AbortSignal.abort() }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.have.property('name', 'AbortError');
  });
});
