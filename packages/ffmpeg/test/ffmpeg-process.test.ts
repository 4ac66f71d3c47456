import { join } from 'node:path';
import { expect } from 'chai';
import { childEnvironment } from '../src/environment';
import { FfmpegProcess, type FfmpegProcessOptions } from '../src/ffmpeg-process';
import { locateFfmpeg } from '../src/locate';
import { restrictionsOf } from '../src/restrictions';
import { runForOutput } from '../src/run-for-output';
import { FakeFfmpegs } from './support/fake-ffmpegs';
import { childrenOf, isAlive, until } from './support/traces';

/** A process that runs a shell script in place of ffmpeg. */
function shell(script: string, options: Partial<FfmpegProcessOptions> = {}): FfmpegProcess {
  return new FfmpegProcess({ path: '/bin/sh', args: ['-c', script], role: 'reader', ...options });
}

describe('FfmpegProcess', () => {
  it('tells how the program ended and what it said last', async () => {
    const child = shell('echo one >&2; echo two >&2; exit 7');
    expect(await child.exited).to.deep.equal({ code: 7, signal: null });
    expect(child.stderrTail).to.deep.equal(['one', 'two']);
    expect(child.exit).to.deep.equal({ code: 7, signal: null });
  });

  it('tells the signal that ended it', async () => {
    expect(await shell('kill -SEGV $$').exited).to.deep.equal({ code: null, signal: 'SIGSEGV' });
  });

  it('tells why a program could not be started, without throwing', async () => {
    const child = new FfmpegProcess({
      path: '/nowhere/ffmpeg',
      args: [],
      role: 'reader',
      hasStdin: true,
    });
    const { spawnError, code } = await child.exited;
    expect([spawnError?.code, code, child.pid]).to.deep.equal(['ENOENT', null, undefined]);
    child.stdin?.write('x');
    await child.stop({ finishMs: 10, termMs: 10 });
    await child.kill();
  });

  it('tells it too where Node throws instead', async () => {
    const child = new FfmpegProcess({ path: '/bin/true', args: ['a\0b'], role: 'reader' });
    expect((await child.exited).spawnError?.code).to.equal('ERR_INVALID_ARG_VALUE');
    expect([child.pid, child.stdin, child.stderrTail]).to.deep.equal([undefined, null, []]);
    expect((await runForOutput('/bin/true', ['a\0b'], { timeoutMs: 60_000 })).stdout).to.equal('');
  });

  it('shows its command without passwords', () => {
    const child = new FfmpegProcess({
      path: '/bin/true',
      args: ['-i', 'rtsp://me:secret@cam/'],
      role: 'reader',
    });
    expect(child.command).to.deep.equal(['/bin/true', '-i', 'rtsp://***@cam/']);
  });

  it('stops at the end of its input where that is enough', async () => {
    const child = shell('cat >/dev/null; exit 5', { hasStdin: true });
    expect(await child.stop({ finishMs: 20_000, termMs: 20_000 })).to.deep.equal({
      code: 5,
      signal: null,
    });
  });

  it('stops by SIGTERM where the end of its input is not enough', async () => {
    const child = shell('trap "exit 6" TERM; echo ready >&2; while :; do sleep 0.05; done', {
      hasStdin: true,
    });
    await until(() => child.stderrTail.includes('ready'));
    expect(await child.stop({ finishMs: 50, termMs: 20_000 })).to.deep.equal({
      code: 6,
      signal: null,
    });
  });

  it('stops by SIGKILL where nothing else is enough', async () => {
    const child = shell('trap "" TERM; echo ready >&2; while :; do sleep 0.05; done', {
      hasStdin: true,
    });
    await until(() => child.stderrTail.includes('ready'));
    const exit = await child.stop({ finishMs: 20, termMs: 100 });
    expect(exit).to.deep.equal({ code: null, signal: 'SIGKILL' });
  });

  it('ends what the program has started with it', async () => {
    const child = shell('sleep 600 & echo started >&2; wait');
    await until(() => child.stderrTail.includes('started'));
    const [grandchild] = childrenOf(child.pid ?? 0);
    expect(grandchild?.name).to.equal('sleep');
    await child.kill();
    expect(await until(() => !isAlive(grandchild?.pid ?? 0))).to.equal(true);
  });

  it('drains a flood of standard error', async () => {
    const child = shell('yes flood | head -n 500000 >&2; echo last >&2');
    expect(await child.exited).to.include({ code: 0 });
    expect(child.stderrTail).to.have.length(50);
    expect(child.stderrTail.at(-1)).to.equal('last');
  });

  it('runs the program in a session and a folder of its own', async () => {
    const child = shell('pwd >&2; ps -o sid= -p $$ 2>/dev/null >&2; echo $$ >&2');
    await child.exited;
    expect(child.stderrTail[0]).to.equal('/');
    expect(child.stderrTail.at(-1)).to.equal(String(child.pid));
  });
});

describe('a program that is started', () => {
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  const LOOK =
    'grep NoNewPrivs /proc/$$/status >&2; grep "core file" /proc/$$/limits >&2; echo $$ >&2';

  it('can gain no rights, and leaves no core file', async function () {
    const { noNewPrivileges, noCoreDumps } = restrictionsOf('/bin/sh');
    if (!noNewPrivileges) this.skip();
    expect(noCoreDumps).to.equal(true);
    const child = shell(LOOK);
    await child.exited;
    const [privileges, core, pid] = child.stderrTail;
    expect(privileges).to.match(/^NoNewPrivs:\s+1$/);
    expect(core).to.match(/^Max core file size\s+0\s+0\s/);
    expect(pid).to.equal(String(child.pid));
    expect((await runForOutput('/bin/sh', ['-c', LOOK], { timeoutMs: 60_000 })).stderr[0]).to.equal(
      privileges,
    );
  });

  it('has them where it cannot start without', async () => {
    const fakes = new FakeFfmpegs();
    const sudo = fakes.write(
      "#!/bin/sh\ngrep -q 'NoNewPrivs:.*1' /proc/$$/status && exit 1\n" +
        'echo ffmpeg version 5; echo libavformat 59.1\n',
    );
    try {
      const { path } = await locateFfmpeg(sudo);
      expect(restrictionsOf(path)).to.deep.equal({ noNewPrivileges: false, noCoreDumps: false });
      const child = new FfmpegProcess({ path, args: [], role: 'reader' });
      expect(await child.exited).to.deep.equal({ code: 0, signal: null });
    } finally {
      fakes.remove();
    }
  });
});

describe('childEnvironment', () => {
  it('keeps nothing but what is needed', () => {
    process.env['FFREPORT'] = 'file=/tmp/x';
    process.env['http_proxy'] = 'http://p';
    process.env['GIFTGRAB_TEST_SECRET'] = 's';
    try {
      const environment = childEnvironment();
      expect(environment).to.include({ LC_ALL: 'C', PATH: process.env['PATH'] });
      expect(environment).not.to.have.any.keys(
        'FFREPORT',
        'http_proxy',
        'GIFTGRAB_TEST_SECRET',
        'HOME',
      );
    } finally {
      delete process.env['FFREPORT'];
      delete process.env['http_proxy'];
      delete process.env['GIFTGRAB_TEST_SECRET'];
    }
  });
});

describe('childEnvironment, of the key to the screen', () => {
  const { HOME, XAUTHORITY } = process.env;
  afterEach(() => {
    for (const [name, value] of Object.entries({ HOME, XAUTHORITY })) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  it('tells where it lies, and no more of the home of the user', () => {
    delete process.env['XAUTHORITY'];
    process.env['HOME'] = '/home/user';
    expect(childEnvironment()).to.have.property('XAUTHORITY', join('/home/user', '.Xauthority'));
    expect(childEnvironment()).not.to.have.property('HOME');
    process.env['XAUTHORITY'] = '/run/key';
    expect(childEnvironment()).to.have.property('XAUTHORITY', '/run/key');
    delete process.env['XAUTHORITY'];
    delete process.env['HOME'];
    expect(childEnvironment()).not.to.have.property('XAUTHORITY');
  });
});

describe('runForOutput', () => {
  const run = (script: string, timeoutMs = 60_000, signal?: AbortSignal) =>
    runForOutput('/bin/sh', ['-c', script], {
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    });

  it('keeps as many lines of its errors as it is told to', async () => {
    const script = 'for i in $(seq 60); do echo $i >&2; done';
    expect((await run(script)).stderr).to.have.length(50);
    const limits = { timeoutMs: 60_000, stderrLines: 55 };
    const { stderr } = await runForOutput('/bin/sh', ['-c', script], limits);
    expect([stderr[0], stderr.length]).to.deep.equal(['6', 55]);
  });

  it('tells what a program printed and how it ended', async () => {
    const output = await run('echo out; echo err >&2; exit 3');
    expect(output).to.deep.equal({
      code: 3,
      signal: null,
      timedOut: false,
      stdout: 'out\n',
      stderr: ['err'],
    });
  });

  it('does not reject where there is no such program', async () => {
    const output = await runForOutput('/nowhere/x', [], { timeoutMs: 1000 });
    expect((output.spawnError as NodeJS.ErrnoException).code).to.equal('ENOENT');
  });

  it('ends a program that takes too long, and what that has started', async () => {
    const output = await run('sleep 600; true', 200);
    expect(output).to.include({ timedOut: true, signal: 'SIGKILL' });
    expect(childrenOf(process.pid).filter(({ name }) => name === 'sleep')).to.deep.equal([]);
  });

  it('ends a program when it is told to, before or after the start', async () => {
    expect(await run('sleep 600', 60_000, AbortSignal.abort())).to.include({
      timedOut: false,
      signal: 'SIGKILL',
    });
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    expect(await run('sleep 600; true', 60_000, abort.signal)).to.include({ signal: 'SIGKILL' });
  });

  it('reads no more than it can keep', async () => {
    const output = await run('head -c 40000000 /dev/zero');
    expect(output.stdout.length).to.be.within(16 * 1024 * 1024, 17 * 1024 * 1024);
  });
});
