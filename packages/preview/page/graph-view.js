const SVG = 'http://www.w3.org/2000/svg';
const short = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));

/** The pipeline: a card for each stage, below what it gets its frames from, and lines between them. */
export class GraphView {
  #list = document.createElement('ol');
  #lines = document.createElementNS(SVG, 'svg');
  #cards = new Map();
  #links = [];
  #previous;

  constructor(element) {
    this.#lines.setAttribute('aria-hidden', 'true');
    this.#list.setAttribute('aria-label', 'Stages');
    element.append(this.#lines, this.#list);
    new ResizeObserver(() => this.#drawLines()).observe(this.#list);
  }

  show({ atMs, nodes, links, paths }) {
    this.#links = links;
    const isNew = nodes.map(({ id }) => id).join() !== [...this.#cards.keys()].join();
    if (isNew) this.#makeCards(nodes);
    this.#place(nodes, links);
    const latencies = new Map(paths.map((path) => [path.nodes.at(-1), path.latency]));
    const before = this.#previous;
    for (const node of nodes) {
      const last = before?.nodes.find(({ id }) => id === node.id);
      const seconds = before === undefined ? 0 : (atMs - before.atMs) / 1000;
      const rate = last && seconds > 0 ? (framesOf(node) - framesOf(last)) / seconds : 0;
      this.#fill(node, Math.max(rate, 0), latencies.get(node.id));
    }
    this.#previous = { atMs, nodes };
    this.#drawLines();
  }

  #makeCards(nodes) {
    const template = document.querySelector('#stage').content.firstElementChild;
    this.#cards = new Map(nodes.map(({ id }) => [id, template.cloneNode(true)]));
    this.#list.replaceChildren(...this.#cards.values());
  }

  /** Rows by the longest way from a source, so that each stage is below all it gets frames from. */
  #place(nodes, links) {
    const depth = new Map(nodes.map(({ id }) => [id, 0]));
    // A stage may give frames to itself, so there is an end to it whatever the links say.
    for (let round = 1; round < nodes.length; round += 1) {
      for (const { from, to } of links) {
        if (from === to) continue;
        const below = Math.min(nodes.length, depth.get(from) + 1);
        depth.set(to, Math.max(depth.get(to), below));
      }
    }
    const taken = new Map();
    for (const { id } of nodes) {
      const row = depth.get(id) + 1;
      const column = (taken.get(row) ?? 0) + 1;
      taken.set(row, column);
      Object.assign(this.#cards.get(id).style, { gridRow: `${row}`, gridColumn: `${column}` });
    }
  }

  #fill(node, rate, latency) {
    const card = this.#cards.get(node.id);
    card.querySelector('h3').textContent = node.name;
    card.querySelector('.kind').textContent = node.kind;
    const figures = {
      'frames/s': short(rate),
      queue: node.queueLength,
      dropped: node.framesDropped,
      'ms each': node.latencyMs.toFixed(2),
    };
    if (latency !== undefined) {
      figures['latency ms'] = short(latency.p50Ms);
      figures['99 % below'] = short(latency.p99Ms);
    }
    const list = card.querySelector('dl');
    const entries = Object.entries(figures);
    if (list.childElementCount !== 2 * entries.length) {
      list.replaceChildren(
        ...entries.flatMap(([name]) => {
          const term = document.createElement('dt');
          term.textContent = name;
          return [term, document.createElement('dd')];
        }),
      );
    }
    const values = list.querySelectorAll('dd');
    entries.forEach(([, value], index) => (values[index].textContent = value));
  }

  #drawLines() {
    const { scrollWidth, scrollHeight } = this.#list;
    const origin = this.#list.getBoundingClientRect();
    this.#lines.setAttribute('width', scrollWidth);
    this.#lines.setAttribute('height', scrollHeight);
    const paths = this.#links.map(({ from, to, ended }) => {
      const [above, below] = [from, to].map((id) => this.#cards.get(id)?.getBoundingClientRect());
      const path = document.createElementNS(SVG, 'path');
      if (above === undefined || below === undefined) return path;
      const x1 = (above.left + above.right) / 2 - origin.left;
      const x2 = (below.left + below.right) / 2 - origin.left;
      const [y1, y2] = [above.bottom - origin.top, below.top - origin.top];
      const half = (y1 + y2) / 2;
      path.setAttribute('d', `M${x1} ${y1}C${x1} ${half} ${x2} ${half} ${x2} ${y2}`);
      path.classList.toggle('ended', ended);
      return path;
    });
    this.#lines.replaceChildren(...paths);
  }
}

/** Frames that a stage has dealt with: a source's come out, those of all others go in. */
function framesOf({ kind, framesIn, framesOut }) {
  return kind === 'source' ? framesOut : framesIn;
}
