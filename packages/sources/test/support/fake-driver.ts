import type { VideoSource } from '@giftgrab/core';
import type { DeviceDescription, DeviceDriver, DeviceInfo, DeviceMode } from '@giftgrab/sources';
import { CrankedSource } from './cranked-source';

/** The modes of the devices of a {@link FakeDriver}. */
export const MODES: readonly DeviceMode[] = [
  { colour: 'BGRA', cols: 8, rows: 4, frameRate: 25 },
  { colour: 'UYVY', cols: 16, rows: 8, format: 'yuyv422' },
];

/** A driver of devices that do what the test says. */
export class FakeDriver implements DeviceDriver {
  readonly kind: string;
  /** What there is. */
  devices: DeviceDescription[];
  /** Sources that were opened, in order. */
  readonly opened: CrankedSource[] = [];
  /** The modes they were opened with. */
  readonly modes: (DeviceMode | undefined)[] = [];
  /** The signals they were opened with. */
  readonly signals: AbortSignal[] = [];
  /** Does something else instead of opening. */
  instead: ((device: DeviceInfo) => VideoSource | Promise<VideoSource>) | undefined;

  constructor(kind: string, devices: readonly DeviceDescription[]) {
    this.kind = kind;
    this.devices = [...devices];
  }

  /** The source that was opened last. */
  get newest(): CrankedSource {
    const source = this.opened.at(-1);
    if (source === undefined) throw new Error('Nothing was opened.');
    return source;
  }

  list(): Promise<readonly DeviceDescription[]> {
    return Promise.resolve(this.devices);
  }

  open(
    device: DeviceInfo,
    mode: DeviceMode | undefined,
    { signal }: { readonly signal: AbortSignal },
  ): VideoSource | Promise<VideoSource> {
    this.modes.push(mode);
    this.signals.push(signal);
    if (this.instead !== undefined) return this.instead(device);
    const { colour, cols, rows } = mode ?? { colour: 'BGRA', cols: 8, rows: 4 };
    const source = new CrankedSource({ colour, cols, rows });
    this.opened.push(source);
    return source;
  }
}
