import { GiftGrabError } from '@giftgrab/core';

/** What shows the outputs of a notebook. */
export interface NotebookHost {
  /**
   * Shows one thing.
   *
   * @param bundle - It in several forms, the best one first: a MIME type, and a text or bytes.
   */
  show(bundle: Readonly<Record<string, string | Uint8Array>>): void;
  /**
   * Lets the cell wait for something.
   *
   * @param work - What it has begun.
   */
  waitFor(work: Promise<void>): void;
}

/** Where the runner leaves itself: the copy of this package that a notebook loads may be another than the runner's. */
export const HOST_KEY = Symbol.for('giftgrab.notebook.host');

interface Tslab {
  readonly display: { raw(type: string, value: string | Uint8Array): void };
}

interface NotebookGlobals {
  readonly [HOST_KEY]?: NotebookHost;
  /** The kernel tslab's own: it gives its cells' `require`, which knows tslab. */
  readonly __tslab__?: { readonly require: (name: 'tslab') => Tslab };
}

/**
 * The notebook that this code runs in: our runner's, or the Jupyter kernel tslab's.
 *
 * @throws {@link GiftGrabError} where there is none.
 */
export function notebookHost(): NotebookHost {
  const globals = globalThis as NotebookGlobals;
  const host = globals[HOST_KEY];
  if (host !== undefined) return host;
  if (globals.__tslab__ !== undefined) return tslabHost(globals.__tslab__.require('tslab'));
  throw new GiftGrabError(
    'NOTEBOOK',
    'display() shows things in a notebook, and this is none. Put the code in a cell of an .ipynb file and run that: giftgrab-notebook my.ipynb',
  );
}

function tslabHost({ display }: Tslab): NotebookHost {
  return {
    // It takes one form of each thing.
    show: (bundle) => {
      const [best] = Object.entries(bundle);
      if (best !== undefined) display.raw(...best);
    },
    waitFor: () => undefined,
  };
}
