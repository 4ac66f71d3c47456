import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { probe } from '@giftgrab/ffmpeg';
import { loadRecordingConfig } from '../../src/index';
import { runGiftgrab } from './run-giftgrab';

const PATTERN = 'source: { testPattern: { cols: 64, rows: 48, frameRate: 25 }, colour: I420 }';
const FAST = 'codec: H264, preset: ultrafast';

describe('giftgrab record', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'giftgrab-record-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const inFolder = (name: string): string => join(folder, name);
  const config = (...lines: readonly string[]): string => {
    const path = inFolder('config.yaml');
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  };

  it('records what a configuration says, and writes it down beside the file [P5] [TC40]', async () => {
    const path = config(
      PATTERN,
      'subFrame: { x: 8, y: 4, cols: 32, rows: 24 }',
      `recorder: { path: out.mp4, ${FAST} }`,
      'seconds: 1',
    );
    const run = await runGiftgrab(['record', path]);
    expect(run.code, run.stderr).to.equal(0);
    expect(run.stdout).to.match(
      /out\.mp4: 25 frames, 1\.00 s, 32×24, H264 by libx264, .* 0 missing, 0 dropped, read back and counted\n/,
    );
    expect(run.stderr)
      .to.match(/^out: records .*out\.mp4$/m)
      .and.not.to.include('\u001b');
    expect((await probe(inFolder('out.mp4'))).video).to.include({ frames: 25, cols: 32, rows: 24 });
    const { recordings } = loadRecordingConfig(inFolder('out.config.yaml'));
    expect(recordings[0]).to.deep.include({ name: 'out', seconds: 1 });
    expect(recordings[0]?.recorder).to.include({ path: inFolder('out.mp4'), frameRate: 25 });
  });

  it('records several at the same time, and tells programs of it in lines of JSON', async () => {
    const path = config(
      'recordings:',
      `  - ${PATTERN}`,
      `    recorder: { path: a.mp4, ${FAST}, rotate: { frames: 10 } }`,
      '    seconds: 0.8',
      '  - source: { testPattern: { cols: 64, rows: 48, frames: 10, pace: asap } }',
      '    name: b-side',
      '    recorder: { path: b.mkv }',
    );
    const run = await runGiftgrab(['record', path, '--json']);
    expect(run.code, run.stderr).to.equal(0);
    const lines = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const finished = lines.filter(({ type }) => type === 'partFinished');
    expect(finished.map(({ recording }) => recording)).to.have.members(['a', 'a', 'b-side']);
    const report = lines.at(-1) as { recordings: readonly { name: string; frames: number }[] };
    expect(report.recordings.map(({ name, frames }) => [name, frames])).to.deep.equal([
      ['a', 20],
      ['b-side', 10],
    ]);
  });

  it('records a network stream until Ctrl-C, and that is no failure', async () => {
    const sender = new Sender();
    const path = config(
      `source: { url: 'tcp://127.0.0.1:${await sender.listen()}' }`,
      `recorder: { path: live.mp4, ${FAST} }`,
    );
    try {
      const run = await runGiftgrab(['record', path], interruptAfterFrames('SIGINT'));
      expect(run.code, run.stderr).to.equal(0);
      expect(run.stderr).to.match(/^Stopping; the files are being finished/m);
      const frames = Number(/live\.mp4: (\d+) frames/.exec(run.stdout)?.[1]);
      expect(frames).to.be.above(0);
      expect((await probe(inFolder('live.mp4'))).video).to.include({ frames, cols: 64 });
      const resolved = readFileSync(inFolder('live.config.yaml'), 'utf8');
      expect(resolved)
        .to.match(/^ {2}frameRate: 30$/m)
        .and.match(/^ {2}colour: I420$/m);
    } finally {
      sender.close();
    }
  });

  it('says when it is stopped before its end, by SIGTERM too', async () => {
    const path = config(PATTERN, `recorder: { path: cut.mp4, ${FAST} }`, 'seconds: 3600');
    const run = await runGiftgrab(['record', path], interruptAfterFrames('SIGTERM'));
    expect(run.code, run.stderr).to.equal(130);
    expect(existsSync(inFolder('cut.mp4'))).to.equal(true);
  });

  it('leaves a file that can be repaired when it is killed', async () => {
    const path = config(PATTERN, `recorder: { path: killed.mp4, ${FAST} }`);
    const run = await runGiftgrab(['record', path], interruptAfterFrames('SIGKILL'));
    expect(run.code).to.equal(null);
    // The encoder finishes by itself what it was given.
    const repaired = await eventually(async () => {
      const repair = await runGiftgrab(['repair', folder]);
      return /killed\.mp4: \d+ frames/.exec(repair.stdout) === null ? undefined : repair;
    });
    expect(repaired.code).to.equal(0);
    const { frames } = (await probe(inFolder('killed.mp4'))).video;
    expect(frames).to.be.above(0);
  });

  it('says which recordings are unfinished, and how to finish them', async () => {
    writeFileSync(inFolder('left.recording.mp4'), 'what there is of it');
    const path = config(PATTERN, `recorder: { path: new.mp4, ${FAST} }`, 'seconds: 0.2');
    const run = await runGiftgrab(['record', path]);
    expect(run.stderr).to.match(
      /^There are unfinished recordings in .*: left\.recording\.mp4 .*giftgrab repair "/m,
    );
    expect(readdirSync(folder)).to.include('left.recording.mp4');
  });

  it('waits for a signal where there is a pre-roll, and begins with what came before', async () => {
    if (process.platform === 'win32') return;
    const path = config(
      PATTERN,
      `recorder: { path: pre.mp4, ${FAST}, preRoll: { seconds: 60 } }`,
      'seconds: 2',
    );
    let isStarted = false;
    const run = await runGiftgrab(['record', path], (text, pid) => {
      if (isStarted || !text.includes('kill -USR2')) return;
      isStarted = true;
      process.kill(pid, 'SIGUSR2');
    });
    expect(run.code, run.stderr).to.equal(0);
    expect(run.stdout).to.match(/pre\.mp4: 50 frames/);
  });

  describe('says what is wrong, a line for each mistake, and ends with 2', () => {
    const mistakes: readonly (readonly [
      name: string,
      lines: readonly string[],
      message: RegExp,
    ])[] = [
      ['brackets that do not close [TC40]', ['a: [ 28', 'b: 2'], /^\S+config\.yaml:2:1: .*\]$/],
      ['a text that is no section [TC40]', ['port SDI', 'frame 2'], /:1:1: Expected a section/],
      [
        'a value that is not possible [TC40]',
        [PATTERN, 'recorder: { path: a.mp4 }', 'seconds: 0'],
        /:3:10: Expected a number above 0 for seconds but received 0\.$/,
      ],
      [
        'a value that only the encoder refuses [TC40]',
        [PATTERN, `recorder: { path: a.mp4, ${FAST}, crf: 99 }`],
        /:2:\d+: Expected .* for crf but received 99/,
      ],
      [
        'a file that no codec is known for [TC40]',
        [PATTERN, 'recorder:', '  path: a.xyz'],
        /:3:9: Expected a file name that ends in \.mp4/,
      ],
      [
        'a URL that is none',
        ['source: { url: "gopher://h/x" }', 'recorder: { path: a.mp4 }'],
        /:1:16: Expected a scheme that is one of/,
      ],
      [
        'a part outside of the picture',
        [PATTERN, 'subFrame: { x: 60, y: 0, cols: 32, rows: 24 }', `recorder: { path: a.mp4 }`],
        /:2:11: The region 32x24 at \(60, 0\) is not a part of the 64x48 picture/,
      ],
    ];
    for (const [name, lines, message] of mistakes) {
      it(name, async () => {
        const run = await runGiftgrab(['record', config(...lines)]);
        expect(run.code, run.stderr).to.equal(2);
        expect(run.stderr.trimEnd().split('\n')).to.have.length(1);
        expect(run.stderr.trimEnd()).to.match(message);
        expect(run.stdout).to.equal('');
        expect(readdirSync(folder)).to.deep.equal(['config.yaml']);
      });
    }

    it('a configuration that is not there [TC40]', async () => {
      const run = await runGiftgrab(['record', inFolder('none.yaml')]);
      expect(run.stderr).to.match(/^giftgrab: The configuration .* there is no such file\.\n$/);
      expect(run.code).to.equal(2);
    });
  });

  it('says a folder or a source that is not there in a line, and ends with 1 [TC40]', async () => {
    const path = config(PATTERN, 'recorder: { path: none/a.mp4 }');
    const noFolder = await runGiftgrab(['record', path]);
    expect(noFolder.stderr).to.match(
      /^giftgrab: .*none" does not exist\. Make the directory first\.\n$/,
    );
    expect(noFolder.code).to.equal(1);
    const noSource = await runGiftgrab([
      'record',
      config('source: { file: none.mp4 }', 'recorder: { path: a.mp4 }'),
    ]);
    expect(noSource.stderr).to.match(/^giftgrab: .*none\.mp4.*\n$/);
    expect(noSource.code).to.equal(1);
  });

  it('only checks, or prints the schema, when it is asked to', async () => {
    const path = config(PATTERN, 'recorder: { path: a.mp4 }');
    const check = await runGiftgrab(['record', path, '--check']);
    expect(check.stdout).to.match(/config\.yaml is as it should be\. It records: a\n$/);
    expect(readdirSync(folder)).to.deep.equal(['config.yaml']);
    const schema = await runGiftgrab(['record', '--schema']);
    expect(JSON.parse(schema.stdout)).to.have.property('title', 'Recording with giftgrab');
  });
});

/** Sends a signal once frames are recorded. */
function interruptAfterFrames(signal: NodeJS.Signals): (text: string, pid: number) => void {
  let isSent = false;
  return (text, pid) => {
    if (isSent || !/: [1-9]\d* frames,/.test(text)) return;
    isSent = true;
    process.kill(pid, signal);
  };
}

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Sends live video to whoever connects. */
class Sender {
  readonly #children: ChildProcess[] = [];
  readonly #server: Server = createServer((socket) => {
    const input = ['-re', '-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=30', '-pix_fmt', 'yuv420p'];
    const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '10'];
    const args = ['-nostdin', '-v', 'error', ...input, ...codec, '-f', 'mpegts', 'pipe:1'];
    const child = spawn(ffmpeg, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#children.push(child);
    socket.on('error', () => undefined).on('close', () => child.kill());
    child.stdout.pipe(socket);
  });

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
    for (const child of this.#children) child.kill();
  }
}
