import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import { expect } from 'chai';
import { VideoFrame } from '../../src/frames/video-frame';
import { collectGarbage } from '../../src/graph/collect-garbage';
import { filter } from '../../src/graph/filter';
import { ListSource } from '../support/list-source';
import { expectNothingLeft, turns } from '../support/quiet';
import { Recorder } from '../support/recorder';

/** A host's OpenTelemetry, which collects when it is told to. */
class Host {
  readonly #exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  readonly #provider = new MeterProvider({
    readers: [
      new PeriodicExportingMetricReader({
        exporter: this.#exporter,
        exportIntervalMillis: 3_600_000,
      }),
    ],
  });

  constructor() {
    metrics.setGlobalMeterProvider(this.#provider);
  }

  /** What is reported now, as `metric node quantile?` and value. */
  async collect(): Promise<Map<string, number>> {
    this.#exporter.reset();
    await this.#provider.forceFlush();
    const values = new Map<string, number>();
    for (const metric of this.metrics()) {
      for (const { attributes, value } of metric.dataPoints) {
        const { 'node.name': name, quantile } = attributes;
        const key = [metric.descriptor.name, name, quantile].filter(Boolean).join(' ');
        values.set(key, value as number);
      }
    }
    return values;
  }

  metrics(): MetricData[] {
    const scopes = this.#exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
    return scopes.filter(({ scope }) => scope.name === 'giftgrab').flatMap((all) => all.metrics);
  }

  async close(): Promise<void> {
    metrics.disable();
    await this.#provider.shutdown();
  }
}

async function play(name: string): Promise<void> {
  const source = new ListSource({ frames: 4, name });
  const half = filter((frame) => (frame.index % 2 === 0 ? frame : null), { name: `${name} half` });
  const recorder = new Recorder();
  source.pipe(half).subscribe(recorder);
  await recorder.ended;
}

describe('OpenTelemetry metrics', () => {
  expectNothingLeft();

  let host: Host;
  beforeEach(() => {
    host = new Host();
  });
  afterEach(() => host.close());

  it('tell the counters of every stage', async () => {
    await play('list');
    const values = await host.collect();
    expect(Object.fromEntries(values)).to.include({
      'giftgrab.frames.in list': 0,
      'giftgrab.frames.out list': 4,
      'giftgrab.bytes list': 32,
      'giftgrab.frames.in list half': 4,
      'giftgrab.frames.out list half': 2,
      'giftgrab.frames.dropped list half': 2,
      'giftgrab.queue.length list half': 0,
      'giftgrab.frames.in Recorder': 2,
    });
    expect(values.get('giftgrab.busy.time list half')).to.be.greaterThan(0);
    for (const quantile of ['p50', 'p99', 'max']) {
      expect(values.get(`giftgrab.latency Recorder ${quantile}`)).to.be.at.least(0);
      expect(values.has(`giftgrab.latency list half ${quantile}`)).to.equal(false);
    }
  });

  it('have units, and say which stage they are of', async () => {
    await play('list');
    await host.collect();
    const units = host.metrics().map(({ descriptor }) => [descriptor.name, descriptor.unit]);
    expect(Object.fromEntries(units)).to.deep.equal({
      'giftgrab.frames.in': '{frame}',
      'giftgrab.frames.out': '{frame}',
      'giftgrab.frames.dropped': '{frame}',
      'giftgrab.bytes': 'By',
      'giftgrab.busy.time': 's',
      'giftgrab.queue.length': '{frame}',
      'giftgrab.latency': 's',
    });
    const [first] = host.metrics()[0]?.dataPoints ?? [];
    expect(first?.attributes).to.include({ 'node.kind': 'source', 'node.name': 'list' });
    expect(first?.attributes['node.id']).to.be.a('number');
  });

  it('go on while a source runs, and are told once more when it has ended', async () => {
    const source = new ListSource({ frames: 2, end: 'never', name: 'live' });
    const told = async (): Promise<unknown> =>
      (await host.collect()).get('giftgrab.frames.out live');
    const emitOne = (): void =>
      source.run?.emit(VideoFrame.alloc({ colour: 'GRAY8', cols: 4, rows: 2 }));
    source.subscribe(() => undefined);
    while (source.stats.framesOut < 2) await turns(1);
    expect(await told()).to.equal(2);
    emitOne();
    expect(await told()).to.equal(3);
    emitOne();
    source.run?.complete();
    await source.finished;
    expect(await told()).to.equal(4);
  });

  it('hold no pipeline that has ended and been told', async () => {
    const gone = await (async (): Promise<WeakRef<ListSource>> => {
      const source = new ListSource({ name: 'gone' });
      source.subscribe(() => undefined);
      await source.finished;
      return new WeakRef(source);
    })();
    await host.collect();
    await turns(5);
    collectGarbage();
    expect(gone.deref()).to.equal(undefined);
  });

  it('go to the provider that is set when a source begins', async () => {
    await play('first');
    const before = host;
    await before.close();
    host = new Host();
    await play('second');
    expect((await host.collect()).get('giftgrab.frames.out second')).to.equal(4);
    expect((await before.collect()).has('giftgrab.frames.out second')).to.equal(false);
  });
});

describe('without OpenTelemetry', () => {
  expectNothingLeft();

  const program = join(__dirname, '..', 'support', 'programs', 'without-telemetry.ts');
  const run = async (situation: string): Promise<string> => {
    const node = ['-C', '@giftgrab/source', '-r', 'ts-node/register/transpile-only'];
    const { stdout } = await promisify(execFile)(process.execPath, [...node, program, situation]);
    return stdout.trim();
  };

  it('loads no package while the host has set no provider', async () => {
    expect(await run('no provider')).to.equal('3 frames, loaded: false');
  });

  it('works where the package is not installed', async () => {
    expect(await run('no package')).to.equal('3 frames, loaded: false');
  });

  it('warns of a provider that is none, and works', async () => {
    expect(await run('broken provider')).to.equal('3 frames, loaded: true');
  });
});
