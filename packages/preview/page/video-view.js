const RETRY_MS = 1000;
const STATES = { waiting: 'waiting for the first frame', running: '', ended: 'has ended' };
const delay = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One stream: its newest picture, pause and snapshot. */
export class VideoView {
  #index;
  #canvas;
  #context;
  #pause;
  #state;
  #sourceState;
  #message;
  #known = 0;
  #still;
  #isClosed = false;
  // Aborted when the picture that is waited for is not wanted any more.
  #waiting = new AbortController();

  constructor(name, index) {
    this.name = name;
    this.#index = index;
    this.element = document.querySelector('#video').content.firstElementChild.cloneNode(true);
    this.element.querySelector('h2').textContent = name;
    this.#canvas = this.element.querySelector('canvas');
    this.#canvas.setAttribute('aria-label', `Live picture of ${name}`);
    this.#context = this.#canvas.getContext('2d');
    this.#state = this.element.querySelector('.state');
    this.#sourceState = this.element.querySelector('.source-state');
    this.#message = this.element.querySelector('.message');
    this.#pause = this.element.querySelector('.pause');
    this.#pause.addEventListener('click', () => void this.#togglePause());
    const snapshot = this.element.querySelector('.snapshot');
    snapshot.addEventListener('click', () => void this.#save());
    for (const button of [this.#pause, snapshot]) {
      button.setAttribute('aria-label', `${button.textContent} ${name}`);
    }
    void this.#run();
  }

  showState({ state, reason, connections }) {
    const text = state === 'failed' ? `has failed: ${reason}` : STATES[state];
    if (this.#state.textContent !== text) this.#state.textContent = text;
    this.#state.classList.toggle('bad', state === 'failed');
    const told = state === 'failed' ? [] : connections.map(connectionText).filter(Boolean);
    const sourceText = told.join('; ');
    // Only what is new: screen readers read it out.
    if (this.#sourceState.textContent !== sourceText) this.#sourceState.textContent = sourceText;
    const isBad = connections.some((each) => each.state === 'lost' || each.state === 'frozen');
    this.#sourceState.classList.toggle('bad', isBad);
  }

  close() {
    this.#isClosed = true;
    this.#waiting.abort();
  }

  get #isPaused() {
    return this.#pause.getAttribute('aria-pressed') === 'true';
  }

  /** Asks for the next picture when it has drawn the last: who is slow gets fewer, and nothing piles up anywhere. */
  async #run() {
    while (!this.#isClosed) {
      if (this.#isPaused || document.hidden) {
        await this.#untilShown();
        continue;
      }
      this.#waiting = new AbortController();
      const { signal } = this.#waiting;
      try {
        const response = await fetch(this.#liveUrl(), { signal });
        if (response.status === 200) {
          const picture = await createImageBitmap(await response.blob());
          this.#known = response.headers.get('Picture-Id');
          if (!signal.aborted) this.#draw(picture);
        } else await delay(RETRY_MS);
      } catch {
        // The connection is lost, which the page says, or nobody looks.
        if (!signal.aborted) await delay(RETRY_MS);
      }
    }
  }

  #liveUrl() {
    const { width, height } = this.#canvas.getBoundingClientRect();
    const size = Math.round(Math.max(width, height) * window.devicePixelRatio);
    return `live/${this.#index}?known=${this.#known}&size=${size}`;
  }

  #draw(picture) {
    const { width, height } = picture;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      Object.assign(this.#canvas, { width, height });
    }
    this.#context.drawImage(picture, 0, 0);
    picture.close();
  }

  #untilShown() {
    return new Promise((resolve) => {
      const events = new AbortController();
      const look = () => {
        if (this.#isPaused || document.hidden) return;
        events.abort();
        resolve();
      };
      document.addEventListener('visibilitychange', look, { signal: events.signal });
      this.#pause.addEventListener('click', () => setTimeout(look), { signal: events.signal });
      look();
    });
  }

  /** What is paused is a picture in full size, and it is that picture which a snapshot then saves. */
  async #togglePause() {
    this.#pause.setAttribute('aria-pressed', String(!this.#isPaused));
    this.#still = undefined;
    if (!this.#isPaused) {
      this.#message.textContent = '';
      return;
    }
    this.#waiting.abort();
    this.#message.textContent = 'Paused';
    const still = await this.#fetchStill();
    if (still === undefined || !this.#isPaused) return;
    this.#still = still;
    this.#draw(await createImageBitmap(still));
  }

  async #save() {
    const still = this.#still ?? (await this.#fetchStill());
    if (still === undefined) {
      this.#message.textContent = 'There is no picture to save.';
      return;
    }
    const link = document.createElement('a');
    link.href = URL.createObjectURL(still);
    link.download = `${this.name}-${new Date().toISOString().replaceAll(':', '-')}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    this.#message.textContent = `Saved ${link.download}`;
  }

  async #fetchStill() {
    try {
      const response = await fetch(`still/${this.#index}`);
      return response.status === 200 ? await response.blob() : undefined;
    } catch {
      return undefined;
    }
  }
}

/** What there is to say of a connection; nothing while it is as it should be. */
function connectionText({ source, state, sinceMs, reason }) {
  const since = new Date(sinceMs).toLocaleTimeString();
  if (state === 'lost') {
    return `${source}: connection lost at ${since}, trying again. ${reason ?? ''}`;
  }
  if (state === 'restored') return `${source}: connected again at ${since}`;
  return state === 'frozen' ? `${source}: nothing new since ${since}` : '';
}
