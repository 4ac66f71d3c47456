import type { WasmMemory } from '../web-assembly';
import type { FrameMessage } from './frame-message';

/** What a worker thread is started with. */
export interface FilterWorkerData {
  /** The frame memory of all threads. */
  readonly memory: WasmMemory;
  /**
   * Where the main thread answers a request for memory, while the worker waits: two 32-bit numbers, whether the answer is there, and
   * the address (0 when there is no room).
   */
  readonly answer: SharedArrayBuffer;
  /** URL of the module with the filter. */
  readonly moduleUrl: string;
  /** For the module's `createFilter`. */
  readonly settings: unknown;
}

/** A frame to be filtered. */
export interface FilterRequest {
  /** Number of the request. */
  readonly id: number;
  readonly frame: FrameMessage;
  /** Address of the pixels. */
  readonly ptr: number;
  readonly byteLength: number;
  /** Whether other branches look at the same pixels. */
  readonly isShared: boolean;
  /** Memory for a result, so that the worker need not ask. */
  readonly spare: { readonly ptr: number; readonly byteLength: number } | undefined;
}

/** A frame that a filter returned. */
export type FilteredFrame =
  /** The one it was given, with what its bag holds now. */
  | { readonly kind: 'input'; readonly meta: Record<string, unknown> | undefined }
  /** One on memory of its own. */
  | { readonly kind: 'new'; readonly ptr: number; readonly frame: FrameMessage }
  /** The one that this result has at another place already. */
  | { readonly kind: 'again'; readonly index: number };

/** What a worker thread does not look at any more. */
export interface Freed {
  /** Numbers of the requests whose frames it was lent. */
  readonly requests: readonly number[];
  /** Addresses of memory that it was given. */
  readonly blocks: readonly number[];
}

/** What a worker thread says. */
export type FilterReply =
  | {
      readonly type: 'result';
      readonly id: number;
      /** What the function returned. */
      readonly frames: readonly FilteredFrame[];
      readonly freed: Freed;
    }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly error: unknown;
      readonly freed: Freed;
    }
  | { readonly type: 'allocate'; readonly byteLength: number }
  | { readonly type: 'free'; readonly freed: Freed };
