import { HOST_KEY, type NotebookHost } from '../../src/display/notebook-host';

/** One thing that was shown. */
export type ShownBundle = Readonly<Record<string, string | Uint8Array>>;

/** Makes this process a notebook while each test of a suite runs. */
export function collectShown(): readonly ShownBundle[] {
  const shown: ShownBundle[] = [];
  const host: NotebookHost = {
    show: (bundle) => void shown.push(bundle),
    waitFor: () => undefined,
  };
  beforeEach(() => {
    shown.length = 0;
    Object.defineProperty(globalThis, HOST_KEY, { value: host, configurable: true });
  });
  afterEach(() => {
    Reflect.deleteProperty(globalThis, HOST_KEY);
  });
  return shown;
}
