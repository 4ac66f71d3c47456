import { createRequire } from 'node:module';
import type * as OpenTelemetry from '@opentelemetry/api';
import type { StageStats } from '../stats';
import { warn } from '../warnings';
import { messageOf } from './branch-guard';
import type { GraphNode } from './graph-node';
import { connectedNodes } from './pipeline-stats';

// Where version 1 of the API keeps what a host has set. Looking here costs nothing where nobody uses OpenTelemetry; loading the
// package to ask it would.
const API_KEY = Symbol.for('opentelemetry.js.api.1');

const COUNTERS = [
  ['giftgrab.frames.in', '{frame}', 'Frames that came in', (s: StageStats) => s.framesIn],
  ['giftgrab.frames.out', '{frame}', 'Frames that went out', (s: StageStats) => s.framesOut],
  ['giftgrab.frames.dropped', '{frame}', 'Frames dropped', (s: StageStats) => s.framesDropped],
  ['giftgrab.bytes', 'By', 'Bytes of the frames', (s: StageStats) => s.bytes],
  ['giftgrab.busy.time', 's', 'Time spent on frames', (s: StageStats) => s.busyMs / 1000],
] as const;

/** Sources whose pipelines are to be reported, and whether they are still running. */
const reported = new Map<GraphNode, () => boolean>();
let knownProvider: unknown;
let isRegistered = false;

/**
 * Reports the pipeline of a source to OpenTelemetry from now on, if the host has set a MeterProvider: as long as the source
 * runs, and once more when all has ended.
 *
 * @param source - The source, which is about to run.
 * @param isRunning - Whether it is still running.
 */
export function reportPipeline(source: GraphNode, isRunning: () => boolean): void {
  const provider = globalProvider();
  if (provider === undefined) return;
  if (provider !== knownProvider) {
    knownProvider = provider;
    isRegistered = registerWithHost();
  }
  if (isRegistered) reported.set(source, isRunning);
}

function registerWithHost(): boolean {
  const api = loadApi();
  if (api === undefined) return false;
  try {
    register(api.metrics.getMeter('giftgrab'));
    return true;
  } catch (error) {
    // Video goes on without.
    warn('TELEMETRY_FAILED', `OpenTelemetry took no metrics: ${messageOf(error)}`);
    return false;
  }
}

function globalProvider(): unknown {
  const { [API_KEY]: api } = globalThis as { [API_KEY]?: { readonly metrics?: unknown } };
  return api?.metrics;
}

function loadApi(): typeof OpenTelemetry | undefined {
  try {
    return createRequire(__filename)('@opentelemetry/api') as typeof OpenTelemetry;
  } catch {
    // It is an optional peer dependency.
    return undefined;
  }
}

function register(meter: OpenTelemetry.Meter): void {
  const counters = COUNTERS.map(([name, unit, description, read]) => {
    return { counter: meter.createObservableCounter(name, { unit, description }), read };
  });
  const queue = meter.createObservableUpDownCounter('giftgrab.queue.length', {
    unit: '{frame}',
    description: 'Frames in the stage now',
  });
  const latency = meter.createObservableGauge('giftgrab.latency', {
    unit: 's',
    description: 'Time from the capture of a frame until the end of its path is done with it',
  });
  const observeNode = (result: OpenTelemetry.BatchObservableResult, node: GraphNode): void => {
    const { id, kind, name, stats } = node;
    const attributes = { 'node.id': id, 'node.kind': kind, 'node.name': name };
    for (const { counter, read } of counters) result.observe(counter, read(stats), attributes);
    result.observe(queue, stats.queueLength, attributes);
    const { p50Ms, p99Ms, maxMs } = node.latency.figures() ?? {};
    for (const [quantile, value] of Object.entries({ p50: p50Ms, p99: p99Ms, max: maxMs })) {
      if (value !== undefined) result.observe(latency, value / 1000, { ...attributes, quantile });
    }
  };
  meter.addBatchObservableCallback(
    (result) => {
      for (const node of nodesToReport()) observeNode(result, node);
    },
    [...counters.map(({ counter }) => counter), queue, latency],
  );
}

/** Every node of every pipeline once; what has ended is reported this time and forgotten. */
function nodesToReport(): Set<GraphNode> {
  const all = new Set<GraphNode>();
  for (const [source, isRunning] of reported) {
    const nodes = connectedNodes(source);
    for (const node of nodes) all.add(node);
    // A target may still be writing.
    const isIdle = nodes.every(({ stats }) => stats.queueLength === 0);
    if (isIdle && !isRunning()) reported.delete(source);
  }
  return all;
}
