import { ControlField } from './control-field.js';

/** The knobs: a group of fields for each stage whose options can be changed. */
export class ControlsView {
  #element;
  #list;
  #ids = '';
  #groups = new Map();

  constructor(element) {
    this.#element = element;
    this.#list = element.querySelector('.groups');
  }

  /** Shows the options in force, whoever has changed them. */
  async show(states) {
    const ids = states.map(({ id }) => id).join();
    if (ids !== this.#ids) {
      this.#ids = ids;
      const forms = ids === '' ? [] : await fetchForms();
      // By now there may be others, whose forms are on their way.
      if (ids !== this.#ids) return;
      this.#groups = new Map(forms.map((form) => [form.id, new ControlGroup(form)]));
      this.#list.replaceChildren(...[...this.#groups.values()].map(({ element }) => element));
      this.#element.hidden = forms.length === 0;
    }
    for (const { id, options } of states) this.#groups.get(id)?.show(options);
  }
}

class ControlGroup {
  #id;
  #fields;
  #message;

  constructor({ id, name: stage, streams, schema, options }) {
    const name = streams.length === 0 ? stage : `${stage} (${streams.join(', ')})`;
    this.#id = id;
    this.element = document
      .querySelector('#control-group')
      .content.firstElementChild.cloneNode(true);
    this.element.querySelector('legend').textContent = name;
    const required = schema.required ?? [];
    this.#fields = Object.entries(schema.properties).map(
      ([option, rule]) =>
        new ControlField({
          stage: id,
          option,
          rule,
          isRequired: required.includes(option),
          value: options[option],
          send: (value) => this.#send({ changes: { [option]: value } }),
        }),
    );
    const isShown = ({ option }) => required.includes(option) || options[option] !== undefined;
    const [first, more] = [
      this.#fields.filter(isShown),
      this.#fields.filter((each) => !isShown(each)),
    ];
    this.element.querySelector('.first').append(...first.map(({ element }) => element));
    const details = this.element.querySelector('details');
    details.append(...more.map(({ element }) => element));
    details.hidden = more.length === 0;
    // Without any else there is nothing to unfold first.
    details.open = first.length === 0;
    this.#message = this.element.querySelector('.message');
    const reset = this.element.querySelector('button');
    reset.setAttribute('aria-label', `Reset ${name}`);
    reset.addEventListener('click', () => void this.#reset());
  }

  show(options) {
    for (const field of this.#fields) field.show(options[field.option]);
  }

  async #reset() {
    const refusal = await this.#send({ reset: true });
    this.#message.textContent = refusal ?? 'As at the beginning';
    if (refusal === undefined) this.#fields.forEach((field) => field.forget());
  }

  /** Asks for a change; gives the reason why it was refused, if it was. */
  async #send(change) {
    this.#message.textContent = '';
    try {
      const response = await fetch(`controls/${this.#id}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(change),
      });
      return response.ok ? undefined : reasonOf(await response.text());
    } catch {
      return 'The connection is lost; nothing was changed.';
    }
  }
}

async function fetchForms() {
  try {
    const response = await fetch('controls');
    return response.ok ? await response.json() : [];
  } catch {
    return [];
  }
}

/** The message in JSON, or the text of an answer that has none. */
function reasonOf(text) {
  try {
    return JSON.parse(text).message ?? text;
  } catch {
    return text;
  }
}
