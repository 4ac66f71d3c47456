import { checkFrameBudget, FrameBudget, type FrameBudgetOptions } from '../frames/frame-budget';
import { checkPositiveInteger } from '../option-checks';
import { HOLD_TIMEOUT_MS, Room } from './room';

/** What a {@link Pump} moves. */
export interface PumpWork {
  /** Bytes of what goes next; `undefined` while nothing is ready to go. */
  next(): number | undefined;
  /** Hands on what goes next, charged to the pump's budget. */
  send(): void;
  /** Hears that nothing is left that could go now. */
  idle(): void;
  /** Hears that user code has held all frames for too long, or what {@link send} threw. */
  fail(error: unknown): void;
}

/** How much may be out below a branch or a join. */
export interface PumpOptions {
  /** Frames that may be worked on below at once. @defaultValue 2 */
  readonly inFlight?: number;
  /** Frames that may be out below, those kept by `retain()` included; as a source's. @defaultValue 8 frames, 256 MiB */
  readonly budget?: FrameBudgetOptions;
  /** As a source's. @defaultValue 10000 */
  readonly holdTimeoutMs?: number;
}

/** Names of the {@link PumpOptions}, for checks. */
export const PUMP_OPTION_NAMES = ['inFlight', 'budget', 'holdTimeoutMs'];

/**
 * Throws unless a {@link Pump} can be made of these options.
 *
 * @param options - The options.
 */
export function checkPumpOptions({ inFlight, budget, holdTimeoutMs }: PumpOptions): void {
  if (inFlight !== undefined) checkPositiveInteger('inFlight', inFlight);
  if (budget !== undefined) checkFrameBudget(budget);
  if (holdTimeoutMs !== undefined) checkPositiveInteger('holdTimeoutMs', holdTimeoutMs);
}

// Other branches and the sources get their turn after so long.
const SLICE_MS = 1;

// The clock costs as much as handing on a frame does, so while frames are quick it is read for every so many of them only.
const MOST_PER_LOOK = 8;

/**
 * Hands on what waits, in turns of the event loop of its own, as far as there is room below: so what comes from above goes on
 * to the other branches first, whatever this one does with it.
 */
export class Pump {
  /** The account of the frames that are out below. */
  readonly budget: FrameBudget;
  readonly #room: Room;
  readonly #work: PumpWork;
  #immediate: NodeJS.Immediate | undefined;
  #framesPerLook = 1;
  #isBusy = false;
  #isStopped = false;

  constructor(work: PumpWork, options: PumpOptions) {
    this.#work = work;
    this.budget = new FrameBudget(options.budget);
    this.budget.limitAtWork(options.inFlight ?? 2);
    this.#room = new Room(
      this.budget,
      'branch',
      options.holdTimeoutMs ?? HOLD_TIMEOUT_MS,
      (error) => work.fail(error),
    );
  }

  /** Something waits: it goes in the next turn, or when there is room. */
  wake(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#again();
  }

  /** Hands on nothing any more. */
  stop(): void {
    this.#isStopped = true;
    clearImmediate(this.#immediate);
    this.#room.close();
  }

  readonly #turn = (): void => {
    const untilMs = performance.now() + SLICE_MS;
    let unseen = 0;
    for (let bytes = this.#work.next(); bytes !== undefined; bytes = this.#work.next()) {
      if (!this.budget.hasRoom(bytes)) {
        this.#room.when(bytes, this.#again);
        return;
      }
      try {
        this.#work.send();
      } catch (error) {
        // What is below guards itself; this is a frame that was released too early, or memory that ran out.
        this.#work.fail(error);
      }
      if (this.#isStopped) return;
      unseen += 1;
      if (unseen < this.#framesPerLook) continue;
      if (performance.now() >= untilMs) {
        this.#framesPerLook = 1;
        this.#again();
        return;
      }
      this.#framesPerLook = Math.min(2 * this.#framesPerLook, MOST_PER_LOOK);
      unseen = 0;
    }
    this.#isBusy = false;
    this.#work.idle();
  };

  readonly #again = (): void => {
    if (!this.#isStopped) this.#immediate = setImmediate(this.#turn);
  };
}
