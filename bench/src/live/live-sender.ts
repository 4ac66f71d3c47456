import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { outputPath } from '../clips';

const PYTHON = '/usr/bin/python3';
const PROGRAM = join(__dirname, '..', '..', 'python', 'live_sender.py');

const PACKAGES =
  'python3-gi python3-numpy gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-{base,good,bad,ugly}';

/** An RTSP server that sends numbered pictures, in a process of its own. */
export class LiveSender {
  /** When its first frame was sent, in microseconds of the monotonic clock; a keyframe is sent each second after it. */
  readonly startMicros: number;
  /** When each frame, by its number, left the encoder. */
  readonly encodedMicros: readonly number[];
  readonly #child: ChildProcess;
  readonly #port: number;

  private constructor(
    child: ChildProcess,
    port: number,
    startMicros: number,
    encodedMicros: number[],
  ) {
    this.#child = child;
    this.#port = port;
    this.startMicros = startMicros;
    this.encodedMicros = encodedMicros;
  }

  /** Whether it can run here; says so where it cannot. */
  static isInstalled(): boolean {
    const isInstalled = spawnSync(PYTHON, [PROGRAM, '--installed']).status === 0;
    if (!isInstalled) console.log(`  skipped, not installed (Debian: ${PACKAGES})`);
    return isInstalled;
  }

  /**
   * Starts one that codes what it sends, or one that only sends a recording, of four streams.
   *
   * @param options - The recording, and the port; any free one otherwise.
   */
  static async start(
    options: { readonly recording?: string; readonly port?: number } = {},
  ): Promise<LiveSender> {
    const { recording, port = await freePort() } = options;
    const mode = recording === undefined ? ['live', `${port}`] : ['replay', `${port}`, recording];
    const child = spawn(PYTHON, [PROGRAM, ...mode], { stdio: ['pipe', 'pipe', 'inherit'] });
    const encodedMicros: number[] = [];
    const startMicros = await new Promise<number>((resolve, reject) => {
      child.once('close', () => reject(new Error('The sender has ended.')));
      createInterface(child.stdout).on('line', (line) => {
        const [name, micros] = line.split(' ');
        if (name === 'ready') resolve(Number(micros));
        else encodedMicros[Number(name)] = Number(micros);
      });
    });
    return new LiveSender(child, port, startMicros, encodedMicros);
  }

  /** The address of one of its streams. */
  url(stream = 0): string {
    return `rtsp://127.0.0.1:${this.#port}/${stream}`;
  }

  /** Ends it without a farewell. */
  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }
}

/**
 * Runs something with a sender, which is ended afterwards; skips it where there can be none.
 *
 * @param start - Starts the sender.
 * @param work - What is run.
 */
export async function withSender(
  start: () => Promise<LiveSender>,
  work: (sender: LiveSender) => Promise<void>,
): Promise<void> {
  if (!LiveSender.isInstalled()) return;
  const sender = await start();
  try {
    await work(sender);
  } finally {
    await sender.kill();
  }
}

/**
 * A recording for senders, made once.
 *
 * @param frames - Its length.
 */
export function liveRecording(frames: number): string {
  const path = outputPath(`live-720p30-${frames}.units`);
  if (existsSync(path)) return path;
  const { status } = spawnSync(PYTHON, [PROGRAM, 'record', path, String(frames)]);
  if (status !== 0) throw new Error('The sender could not make its recording.');
  return path;
}

/** A port that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
