import { WriteStream } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { describe, frameBytes, GiftGrabError, TargetError, type VideoFrame } from '@giftgrab/core';

/** Where bytes go, of whatever kind. */
export interface ByteOutput {
  /** Resolves when the other side has taken the bytes of a frame; the frame is not needed any more then. */
  write(frame: VideoFrame): Promise<void>;
  /** Says that there is no more; resolves when everything has arrived. */
  end(): Promise<void>;
  /** Says that it has failed. */
  destroy(error: Error): Promise<void>;
  /** Leaves it to its owner, as it is. */
  leave(): void;
}

/**
 * A Node stream to write to.
 *
 * @param stream - The stream.
 * @param onDeath - Hears when it fails or closes before its end, also between two writes.
 */
export function nodeOutput(stream: Writable, onDeath: (error: Error) => void): ByteOutput {
  // These hand the bytes to the system, and call back when it has them; others may pass them on and keep them.
  const isLast = stream instanceof Socket || stream instanceof WriteStream;
  let isOver = false;
  let failPending: (error: Error) => void = () => undefined;
  const die = (error: Error): void => {
    if (isOver) return;
    isOver = true;
    onDeath(error);
    failPending(error);
  };
  // Stays to the end: an error without a listener would end the process, and the target has told of it.
  const onError = (error: Error): void => die(lossOf(error));
  const onClose = (): void => die(lossOf(undefined));
  stream.on('error', onError).once('close', onClose);

  const doing = (start: (done: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      failPending = reject;
      start((error) => {
        if (error === undefined || error === null) resolve();
        // What the stream was destroyed with says more than that it was.
        else reject(lossOf(stream.errored ?? error));
      });
    });
  return {
    write: (frame) => doing((done) => stream.write(isLast ? frame.bytes : frameBytes(frame), done)),
    end: () => {
      stream.off('close', onClose);
      return doing((done) => stream.end(done));
    },
    destroy: async (error) => {
      isOver = true;
      stream.destroy(error);
    },
    leave: () => {
      isOver = true;
      stream.off('close', onClose);
      // Where it has failed, its "error" may still be on the way.
      if (!stream.destroyed) stream.off('error', onError);
    },
  };
}

/**
 * A stream of the Web to write to.
 *
 * @param stream - The stream; locked from now on.
 * @param onDeath - Hears when it fails, also between two writes.
 */
export function webOutput(
  stream: WritableStream<Uint8Array>,
  onDeath: (error: Error) => void,
): ByteOutput {
  const writer = stream.getWriter();
  let isOver = false;
  writer.closed.catch((error: unknown) => {
    if (!isOver) onDeath(lossOf(error));
  });
  const doing = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      throw lossOf(error);
    }
  };
  return {
    write: async (frame) => {
      await doing(writer.ready);
      await doing(writer.write(frameBytes(frame)));
    },
    end: () => {
      isOver = true;
      return doing(writer.close());
    },
    destroy: (error) => {
      isOver = true;
      return writer.abort(error);
    },
    leave: () => {
      isOver = true;
      writer.releaseLock();
    },
  };
}

const GONE = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_PREMATURE_CLOSE'];

/** The error of a target whose output has failed. */
function lossOf(cause: unknown): GiftGrabError {
  if (cause instanceof GiftGrabError) return cause;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (cause === undefined || GONE.includes(code)) {
    const how = code === '' ? '' : ` (${code})`;
    return new TargetError(
      `Whoever reads the bytes has gone${how}: the stream was closed before all frames were written. If it is a program, ` +
        'look at how it ended.',
      { code: 'TARGET_CLOSED', cause },
    );
  }
  const reason = cause instanceof Error ? cause.message : describe(cause);
  return new TargetError(`The bytes could not be written: ${reason}`, {
    code: code === 'ENOSPC' ? 'DISK_FULL' : 'TARGET',
    cause,
  });
}
