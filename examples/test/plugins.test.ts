import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openFile, probe } from 'giftgrab';
import {
  cameraServer,
  headersOf,
  streamOf,
} from '../plugins/tcp-camera/test/support/camera-server';
import { ROOT, runNode, type NodeRun } from './support/run-node';

const PLUGINS = join(ROOT, 'examples', 'plugins');
const CREATED = join(ROOT, 'packages/create-giftgrab-plugin/templates/common/_package.json');

/** Runs the built command, as people have it. */
function giftgrab(...args: readonly string[]): Promise<NodeRun> {
  return runNode(join(ROOT, 'packages', 'giftgrab', 'dist', 'cli', 'main.js'), ...args);
}

describe('the worked plugins, through --plugin', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'giftgrab-worked-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('record a camera, and make its corners brighter', async () => {
    const numbers = [...Array(10).keys()];
    const bytes = streamOf(headersOf(...numbers.map((number) => 100 + number)));
    await using camera = await cameraServer((socket) => socket.end(bytes));
    const out = join(folder, 'camera.avi');
    const plugins = ['tcp-camera', 'devignette'].flatMap((name) => [
      '--plugin',
      join(PLUGINS, name),
    ]);
    const { code, output } = await giftgrab(
      ...['transcode', ...plugins, `tcpCamera(port=${camera.port})`, out],
      ...['--codec', 'FFV1', '--filter', 'devignette(k1=-0.5)'],
    );
    expect(code, output).to.equal(0);
    expect((await probe(out)).video).to.include({ frames: 10, cols: 8, rows: 6 });
    await using source = await openFile(out, { colour: 'GRAY8' });
    const frame = await source.getFrame();
    // The camera sent 100 everywhere; in the corner, where half of the light was lost, it is twice that.
    expect(frame?.data()[0]).to.be.closeTo(200, 2);
    expect(frame?.data()[3 * 8 + 4]).to.be.closeTo(101, 2);
    frame?.release();
  });

  it('are described as all filters and sources are', async () => {
    const filter = await giftgrab('filters', '--plugin', join(PLUGINS, 'devignette'), 'devignette');
    expect(filter.output).to.match(/^ {2}centreX +a number from 0 to 1; default 0\.5\. Where/m);
    const source = await giftgrab('filters', '--plugin', join(PLUGINS, 'tcp-camera'), 'tcpCamera');
    expect(source.output).to.match(/^ {2}port +a whole number from 1 to 65535; needed\. Port\.$/m);
  });

  for (const name of ['devignette', 'tcp-camera']) {
    it(`have the form that create-giftgrab-plugin makes: ${name}`, () => {
      const manifestOf = (path: string): Record<string, object> =>
        JSON.parse(readFileSync(path, 'utf8')) as Record<string, object>;
      const ours = manifestOf(join(PLUGINS, name, 'package.json'));
      const created = manifestOf(CREATED);
      for (const key of ['main', 'types', 'type', 'exports', 'files', 'engines', 'keywords']) {
        expect(ours[key], key).to.deep.equal(created[key]);
      }
      expect(ours['peerDependencies']).to.have.all.keys('@giftgrab/core', 'rxjs');
      expect(ours).not.to.have.property('dependencies');
    });
  }
});
