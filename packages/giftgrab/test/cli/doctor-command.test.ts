import { path as bundled } from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { Codec } from '../../src/index';
import { runGiftgrab } from './run-giftgrab';

interface Doctor {
  readonly isUsable: boolean;
  readonly findings: readonly { about: string; state: string; text: string; remedy?: string }[];
}

describe('giftgrab doctor', () => {
  it('says what works here, a line for each thing [P8]', async () => {
    const run = await runGiftgrab(['doctor']);
    expect(run.code, run.stderr).to.equal(0);
    expect(run.stdout).to.match(/^(ok|note) +ffmpeg +\S+, \S+: it is /m);
    expect(run.stdout).to.match(
      /^(ok|note) +rights +it (can gain no rights, leaves no core|leaves|has)/m,
    );
    expect(run.stdout).to.match(/^ok +H264 +libx264/m);
    expect(run.stdout).to.match(/^(ok|note) +disk +\d+\.\d GB free in /m);
    expect(run.stdout).to.match(/^(ok|MISSING) +fonts /m);
    expect(run.stdout).to.match(/^ok +onnx +onnxruntime-node is installed$/m);
  });

  it('warns of an old ffmpeg, and says what each thing that is missing wants [P8]', async () => {
    const run = await runGiftgrab(['doctor', '--json', '--ffmpeg', bundled]);
    expect(run.code, run.stderr).to.equal(0);
    const { isUsable, findings } = JSON.parse(run.stdout) as Doctor;
    expect(isUsable).to.equal(true);
    const abouts = findings.map(({ about }) => about);
    expect(abouts).to.include.members([...Object.values(Codec), 'rtsp', 'srt', 'https', 'disk']);
    const ffmpeg = findings.find(({ about }) => about === 'ffmpeg');
    expect(ffmpeg).to.include({ state: 'warning' });
    expect(ffmpeg?.remedy).to.match(/Put a current ffmpeg on PATH/);
    for (const { state, remedy } of findings) {
      expect(state === 'ok').to.equal(remedy === undefined);
    }
  });

  it('fails without an ffmpeg, and says what else there is [P8]', async () => {
    const run = await runGiftgrab(['doctor', '--ffmpeg', '/nowhere/ffmpeg']);
    expect(run.code).to.equal(1);
    expect(run.stdout).to.match(/^MISSING ffmpeg .*\/nowhere\/ffmpeg.*\n +Install ffmpeg/m);
    expect(run.stdout).to.match(/disk/);
    expect(run.stderr).to.equal('');
  });
});

describe('giftgrab devices', () => {
  it('lists devices for people and for programs', async () => {
    const people = await runGiftgrab(['devices']);
    expect(people.code, people.stderr).to.equal(0);
    expect(people.stdout).not.to.equal('');
    const programs = await runGiftgrab(['devices', '--json']);
    expect(JSON.parse(programs.stdout)).to.be.an('array');
  });
});
