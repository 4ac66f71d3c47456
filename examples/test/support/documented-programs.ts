import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { fileWriter, testPattern } from 'giftgrab';
import { testStream, type TestStream } from '../../support/test-stream';
import { namedFiles, nameOfBlock, type CodeBlock } from './code-blocks';
import { ROOT } from './run-node';

/** What sends without end: a program with it is stopped when it has run for a while. */
const ENDLESS = /\b(?:openDevice|openStream|preview|recordFromConfig)\(/;

/** How long an endless program runs after it has said something, so that pictures flow, too. */
const LIVE_MS = 3500;

/** How a documented program ended. */
export interface ProgramRun {
  /** Its exit code, or the signal that ended it. */
  readonly ended: number | string;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether it was told to stop, since it would not have ended. */
  readonly wasStopped: boolean;
}

/** Runs the code of documents as their readers would: as programs, with the videos, cameras and streams that they speak of. */
export class DocumentedPrograms {
  readonly #folder = mkdtempSync(join(tmpdir(), 'giftgrab-documents-'));
  #stream: TestStream | undefined;

  /** Makes what the programs work on. */
  async prepare(): Promise<void> {
    const clip = fileWriter(join(this.#folder, 'clip.mp4'), { codec: 'H264', frameRate: 25 });
    const picture = { cols: 320, rows: 240, frameRate: 25, colour: 'I420', pace: 'asap' } as const;
    testPattern({ ...picture, frames: 120 }).attach(clip);
    await clip.finished;
    this.#stream = await testStream({ cols: 1920, rows: 1080, frameRate: 10 });
    writeFileSync(join(this.#folder, 'cameras.js'), compiled(join(__dirname, 'cameras.ts')));
    symlinkSync(join(ROOT, 'node_modules'), join(this.#folder, 'node_modules'));
    const bin = join(this.#folder, 'bin');
    mkdirSync(bin);
    // Three pictures of black, as a program would write them that reads a camera.
    writeFileSync(join(bin, 'my-camera'), '#!/bin/sh\nhead -c 9331200 /dev/zero\n');
    chmodSync(join(bin, 'my-camera'), 0o755);
  }

  /** Ends and removes all of it. */
  remove(): void {
    this.#stream?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Runs a block in a folder of its own. */
  run(block: CodeBlock): Promise<ProgramRun> {
    const work = mkdtempSync(join(this.#folder, 'run-'));
    for (const folder of ['data', 'spare']) mkdirSync(join(work, folder));
    // What the repository brings, such as a model: documents name it from the repository's folder.
    symlinkSync(join(ROOT, 'examples'), join(work, 'examples'));
    for (const name of videosIn(block.text)) {
      copyFileSync(join(this.#folder, 'clip.mp4'), join(work, name));
    }
    for (const [name, text] of namedFiles(block.document)) {
      writeFileSync(join(work, name), this.#onThisMachine(text));
    }
    const text = this.#onThisMachine(block.text);
    if (text.includes("'@giftgrab/notebook'")) return this.#runNotebook(work, text);
    const path = join(work, 'program.js');
    writeFileSync(path, transpiled(text));
    const args = ['--require', join(this.#folder, 'cameras.js'), path];
    return this.#start(args, work, ENDLESS.test(text));
  }

  /**
   * Runs blocks that take no time, all in one program, one after the other: most only define something, or run for a few frames.
   *
   * @param blocks - The blocks; those that write have to write different files.
   */
  runTogether(blocks: readonly CodeBlock[]): Promise<ProgramRun> {
    const work = mkdtempSync(join(this.#folder, 'run-'));
    symlinkSync(join(ROOT, 'examples'), join(work, 'examples'));
    writeFileSync(join(work, 'my-filter.js'), 'exports.filter = (frame) => frame;');
    writeFileSync(join(work, 'in.yuv'), new Uint8Array((1920 * 1080 * 3) / 2));
    const names = blocks.map((block) => {
      const name = `${nameOfBlock(block)}.js`;
      writeFileSync(join(work, name), transpiled(block.text));
      return name;
    });
    const path = join(work, 'program.js');
    writeFileSync(path, names.map((name) => `require('./${name}');\n`).join(''));
    return this.#start([path], work, false);
  }

  /** Puts what is here in the place of addresses that are examples, of disks, and of a port that may be in use. */
  #onThisMachine(text: string): string {
    return text
      .replaceAll(
        /\b(?:rtsp|http|https):\/\/[\w:@]*192\.0\.2\.\d+[^\s'"]*/g,
        this.#stream?.url ?? '',
      )
      .replaceAll(/'\/(data|spare)\//g, "'$1/")
      .replaceAll(/port: \d+/g, 'port: 0');
  }

  #runNotebook(work: string, text: string): Promise<ProgramRun> {
    const path = join(work, 'cell.ipynb');
    const cell = { cell_type: 'code', id: 'one', execution_count: null, metadata: {}, outputs: [] };
    const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' };
    const notebook = {
      cells: [{ ...cell, source: text }],
      metadata: { kernelspec },
      nbformat: 4,
      nbformat_minor: 5,
    };
    writeFileSync(path, JSON.stringify(notebook));
    return this.#start([join(ROOT, 'packages/notebook/dist/cli/main.js'), path], work, false);
  }

  #start(args: readonly string[], cwd: string, isEndless: boolean): Promise<ProgramRun> {
    const { NODE_OPTIONS: _, ...environment } = process.env;
    const env = {
      ...environment,
      PATH: `${join(this.#folder, 'bin')}:${process.env['PATH'] ?? ''}`,
      VIEW_TOKEN: 'a-token-for-the-tests',
    };
    const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    let timer: NodeJS.Timeout | undefined;
    let wasStopped = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (!isEndless) return;
      timer ??= setTimeout(() => {
        wasStopped = child.kill('SIGINT');
      }, LIVE_MS);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        clearTimeout(timer);
        resolve({ ended: signal ?? code ?? -1, stdout, stderr, wasStopped });
      });
    });
  }
}

/** The videos that a program reads. */
function videosIn(text: string): ReadonlySet<string> {
  const reads = /\b(?:openFile|createFileReader|probe)\(\s*'([\w.-]+)'/g;
  return new Set(['in.mp4', ...[...text.matchAll(reads)].map(([, name = '']) => name)]);
}

function compiled(path: string): string {
  return transpiled(readFileSync(path, 'utf8'));
}

function transpiled(text: string): string {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(text, {
    compilerOptions: { ...compilerOptions, esModuleInterop: true },
  }).outputText;
}
