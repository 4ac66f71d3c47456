/** One option: its name, what it means, something to change it with, and why a value was refused. */
export class ControlField {
  #rule;
  #send;
  #input;
  #slider;
  #error;
  #inForce;
  // What shall be sent when the answer to what was sent last is there.
  #next;
  #isSending = false;

  constructor({ stage, option, rule, isRequired, value, send }) {
    this.option = option;
    this.#rule = rule;
    this.#send = send;
    this.element = document
      .querySelector('#control-field')
      .content.firstElementChild.cloneNode(true);
    const id = `control-${stage}-${option}`;
    const find = (selector) => this.element.querySelector(selector);
    this.#input = makeInput(rule, isRequired, value);
    Object.assign(this.#input, { id, name: option });
    find('.inputs').append(this.#input);
    Object.assign(find('label'), { htmlFor: id, textContent: option });
    Object.assign(find('.help'), { id: `${id}-help`, textContent: rule.description });
    this.#error = find('.error');
    this.#error.id = `${id}-error`;
    this.#input.setAttribute('aria-describedby', `${id}-help ${id}-error`);
    this.#input.addEventListener('change', () => this.#take(readValue(this.#input, this.#rule)));
    const number = numberRule(rule);
    if (number?.minimum !== undefined && number.maximum !== undefined && !Array.isArray(value)) {
      this.#addSlider(number, value);
    }
    this.#inForce = JSON.stringify(value);
    this.#write(value);
  }

  /** Shows the value in force, unless somebody is at it, or has yet to see why another was refused. */
  show(value) {
    const text = JSON.stringify(value);
    if (text === this.#inForce || this.#isSending) return;
    const isAtIt = document.activeElement === this.#input && this.#isChanged;
    this.#inForce = text;
    if (!isAtIt) this.forget();
  }

  /** Takes the refusal away, and shows the value in force. */
  forget() {
    this.#say('');
    this.#write(this.#valueInForce);
  }

  get #valueInForce() {
    return this.#inForce === undefined ? undefined : JSON.parse(this.#inForce);
  }

  /** Whether something is written that has not been sent. */
  get #isChanged() {
    const { type, tagName, value } = this.#input;
    return type !== 'checkbox' && tagName !== 'SELECT' && value !== textOf(this.#valueInForce);
  }

  #addSlider(number, value) {
    const slider = document.createElement('input');
    const known = [value, this.#rule.default].find((each) => typeof each === 'number') ?? 1;
    // As far as it is of use from where it is; the other field takes all there is.
    const reach = roundUp(4 * Math.max(Math.abs(known), number.maximum <= 4 ? 0.25 : 1));
    const [min, max] = [Math.max(number.minimum, -reach), Math.min(number.maximum, reach)];
    const step = number.type === 'integer' ? 1 : (max - min) / 100;
    Object.assign(slider, { type: 'range', min, max, step });
    slider.setAttribute('aria-label', `${this.option}, slider`);
    slider.addEventListener('input', () => {
      this.#input.value = slider.value;
      this.#take(Number(slider.value));
    });
    this.#slider = slider;
    this.element.querySelector('.inputs').append(slider);
  }

  async #take(value) {
    this.#next = { value };
    if (this.#isSending) return;
    this.#isSending = true;
    // While one is on its way others may come, of which only the last matters.
    for (let next = this.#next; next !== undefined; next = this.#next) {
      this.#next = undefined;
      const refusal = await this.#send(next.value);
      if (this.#next !== undefined) continue;
      this.#say(refusal === undefined ? '' : `${refusal} ${this.#stays()}`);
      if (refusal === undefined) this.#inForce = JSON.stringify(next.value ?? undefined);
      if (refusal === undefined) this.#write(next.value ?? undefined);
    }
    this.#isSending = false;
  }

  #stays() {
    const value = this.#inForce ?? 'as without it';
    return `It stays ${value}.`;
  }

  #say(text) {
    if (this.#error.textContent !== text) this.#error.textContent = text;
    if (text === '') this.#input.removeAttribute('aria-invalid');
    else this.#input.setAttribute('aria-invalid', 'true');
  }

  #write(value) {
    const input = this.#input;
    if (input.type === 'checkbox') input.checked = value ?? this.#rule.default ?? false;
    else if (input.tagName === 'SELECT') {
      input.value = value === undefined ? '' : JSON.stringify(value);
    } else input.value = textOf(value);
    const shown = value ?? this.#rule.default;
    if (this.#slider === undefined || typeof shown !== 'number') return;
    if (shown > Number(this.#slider.max)) this.#slider.max = shown;
    if (shown < Number(this.#slider.min)) this.#slider.min = shown;
    if (document.activeElement !== this.#slider) this.#slider.value = shown;
  }
}

function makeInput(rule, isRequired, value) {
  const choices = choicesOf(rule);
  if (choices !== undefined && !Array.isArray(value)) return makeSelect(choices, rule, isRequired);
  const input = document.createElement('input');
  if (rule.type === 'boolean') return Object.assign(input, { type: 'checkbox' });
  input.autocomplete = 'off';
  input.placeholder = rule.default === undefined ? '' : textOf(rule.default);
  if (rule.type !== 'number' && rule.type !== 'integer') {
    if (numberRule(rule) !== undefined) input.inputMode = 'decimal';
    return Object.assign(input, { type: 'text' });
  }
  const step = rule.type === 'integer' ? 1 : 'any';
  return Object.assign(input, {
    type: 'number',
    step,
    min: rule.minimum ?? '',
    max: rule.maximum ?? '',
  });
}

function makeSelect(choices, rule, isRequired) {
  const select = document.createElement('select');
  const standard = rule.default === undefined ? 'not given' : `${rule.default}, unless given`;
  if (!isRequired) addChoice(select, standard, '');
  for (const choice of choices) addChoice(select, String(choice), JSON.stringify(choice));
  return select;
}

function addChoice(select, text, value) {
  const option = document.createElement('option');
  select.add(Object.assign(option, { text, value }));
}

/** What somebody has put in; `null` for nothing. What it is not meant to be, the program refuses, and says why. */
function readValue(input, rule) {
  if (input.type === 'checkbox') return input.checked;
  if (input.tagName === 'SELECT') return input.value === '' ? null : JSON.parse(input.value);
  if (rule.type === 'string') return input.value === '' ? null : input.value;
  const text = input.value.trim();
  // A number field gives nothing for what is no number.
  if (text === '') return input.validity.badInput ? 'no number' : null;
  if (!Number.isNaN(Number(text))) return rule.type === 'array' ? [Number(text)] : Number(text);
  try {
    return JSON.parse(text);
  } catch {
    if (!text.includes(',')) return text;
    return text.split(',').map((each) => valueOf(each.trim()));
  }
}

function valueOf(text) {
  return text === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

function textOf(value) {
  if (value === undefined) return '';
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) {
    return value.join(', ');
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The rule of a number, where one number is allowed. */
function numberRule(rule) {
  return [rule, ...(rule.anyOf ?? [])].find(({ type }) => type === 'number' || type === 'integer');
}

function choicesOf(rule) {
  return rule.enum ?? rule.anyOf?.find((each) => each.enum !== undefined)?.enum;
}

/** The next of 1, 2, 5, 10, 20 … */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= value) ?? value;
}
