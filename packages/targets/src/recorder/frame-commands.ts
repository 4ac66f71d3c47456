interface Command {
  /** Frames that had been given when it was said. */
  readonly after: number;
  readonly run: () => void;
}

/**
 * What is said to a target while frames wait in it: it is done when all that were given before are taken, so that none of them is on the
 * wrong side of it.
 */
export class FrameCommands {
  readonly #commands: Command[] = [];
  #given = 0;
  #taken = 0;

  /** Does something when all frames that were given are taken; at once, where none waits. */
  say(run: () => void): void {
    this.#commands.push({ after: this.#given, run });
    this.#obey(this.#taken);
  }

  /** A frame is given. */
  given(): void {
    this.#given += 1;
  }

  /** Takes the next frame; what was said before it is done first, what was said after it and before the next, afterwards. */
  async take(work: () => Promise<void>): Promise<void> {
    this.#taken += 1;
    this.#obey(this.#taken - 1);
    await work();
    this.#obey(this.#taken);
  }

  /** Does all that was said: no more frames are taken. */
  end(): void {
    this.#obey(Number.POSITIVE_INFINITY);
  }

  #obey(taken: number): void {
    for (let next = this.#commands[0]; next !== undefined; next = this.#commands[0]) {
      if (next.after > taken) return;
      this.#commands.shift();
      next.run();
    }
  }
}
