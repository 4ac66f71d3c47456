import type { IncomingMessage } from 'node:http';
import { InvalidOptionError, type AdjustableNode, type OptionsSchema } from '@giftgrab/core';
import { readJson, UnreadableBody } from './read-json';

/** The options of a stage, as pages see them. */
export interface ControlState {
  /** The stage, as the numbers of the pipeline call it. */
  readonly id: number;
  readonly name: string;
  /** The options in force that the schema speaks of. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What controls are made of. */
export interface ControlForm extends ControlState {
  readonly schema: OptionsSchema;
  /** The streams it belongs to; none where it belongs to all that there are. */
  readonly streams: readonly string[];
}

/** A stream with its stages. */
export interface ControlledStream {
  readonly name: string;
  readonly adjustables: readonly AdjustableNode[];
}

/** What has become of a change. */
export interface ChangeOutcome {
  /** As HTTP has it. */
  readonly status: number;
  /** Why it was refused. */
  readonly message?: string;
}

/** What is sent to change a stage: options, `null` for what they are when they are not given; or back to the first ones. */
interface ChangeRequest {
  readonly changes?: unknown;
  readonly reset?: unknown;
}

/** Shows and changes the options of stages. Only those that a stage's schema speaks of: there may be others, for code alone to change. */
export class Controls {
  readonly #streams: readonly ControlledStream[];

  /** @param streams - The streams, perhaps of the same pipeline. */
  constructor(streams: readonly ControlledStream[]) {
    this.#streams = streams;
  }

  /** The options in force. */
  get states(): readonly ControlState[] {
    return this.#nodes().map(stateOf);
  }

  /** The options in force, with what they may be. */
  get forms(): readonly ControlForm[] {
    return this.#nodes().map((node) => ({
      ...stateOf(node),
      schema: node.control.schema,
      streams: this.#streamsOf(node),
    }));
  }

  /**
   * Does what a request asks for.
   *
   * @param id - The stage.
   * @param request - What shall be changed, in JSON.
   * @returns 200 when it is done, 400 when it is refused.
   */
  async change(id: number, request: IncomingMessage): Promise<ChangeOutcome> {
    const node = this.#nodes().find((each) => each.id === id);
    if (node === undefined) return { status: 404, message: 'There is no such stage here.' };
    try {
      const { changes, reset } = (await readJson(request)) as ChangeRequest;
      if (reset === true) await node.control.reset();
      else await node.control.adjust(checkedChanges(node, changes));
      return { status: 200 };
    } catch (error) {
      const status = error instanceof UnreadableBody ? error.status : 400;
      return { status, message: error instanceof Error ? error.message : String(error) };
    }
  }

  #nodes(): readonly AdjustableNode[] {
    const all = this.#streams.flatMap(({ adjustables }) => adjustables);
    return [...new Map(all.map((node) => [node.id, node])).values()];
  }

  #streamsOf({ id }: AdjustableNode): readonly string[] {
    const own = this.#streams.filter(({ adjustables }) =>
      adjustables.some((node) => node.id === id),
    );
    return own.length === this.#streams.length ? [] : own.map(({ name }) => name);
  }
}

function stateOf({ id, name, control }: AdjustableNode): ControlState {
  const { options, schema } = control;
  const shown = Object.entries(options).filter(([option]) => isIn(schema, option));
  return { id, name, options: Object.fromEntries(shown) };
}

function checkedChanges(
  { name, control }: AdjustableNode,
  changes: unknown,
): Record<string, unknown> {
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) {
    throw new InvalidOptionError('changes', 'an object of options', changes);
  }
  const entries = Object.entries(changes as Record<string, unknown>);
  for (const [option] of entries) {
    if (isIn(control.schema, option)) continue;
    const names = Object.keys(control.schema.properties).join(', ');
    throw new InvalidOptionError(`${name} option`, `one of ${names}`, option);
  }
  return Object.fromEntries(entries.map(([option, value]) => [option, value ?? undefined]));
}

function isIn({ properties }: OptionsSchema, option: string): boolean {
  return Object.hasOwn(properties, option);
}
