import { InvalidOptionError } from '@giftgrab/core';
import { isTensor, typeOf, type OnnxTensor, type OnnxTensors } from './onnx-tensor';

/** One input of a model: what its file says. */
export interface OnnxInputInfo {
  /** What the model calls it. */
  readonly name: string;
  /** ONNX's name of its type, for example `'float32'`. */
  readonly type: string;
  /** Length of each axis; a name where any length will do. */
  readonly shape: readonly (number | string)[];
}

/** The part of onnxruntime-node that is used; its own types are not, so that programs without it compile. */
interface Runtime {
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => OnnxTensor;
  readonly InferenceSession: {
    create(model: string | Uint8Array, options: object): Promise<RuntimeSession>;
  };
}

interface RuntimeSession {
  readonly inputNames: readonly string[];
  readonly inputMetadata?: readonly (Omit<OnnxInputInfo, 'shape'> & {
    readonly isTensor: boolean;
    readonly shape?: readonly (number | string)[];
  })[];
  run(feeds: OnnxTensors): Promise<OnnxTensors>;
  release(): Promise<void>;
}

const PACKAGE = 'onnxruntime-node';

/**
 * Looks whether the runtime is installed, without loading it.
 *
 * @throws {@link InvalidOptionError} when it is not.
 */
export function checkRuntime(): void {
  try {
    require.resolve(PACKAGE);
  } catch {
    const remedy = `Install it beside giftgrab: npm install ${PACKAGE}`;
    throw new InvalidOptionError('onnx', `the package ${PACKAGE} to be installed,`, 'none', remedy);
  }
}

/** A model that is loaded, in ONNX Runtime's own threads. */
export class OnnxSession {
  readonly #runtime: Runtime;
  readonly #session: RuntimeSession;
  /** What the model takes. */
  readonly inputs: readonly OnnxInputInfo[];

  private constructor(runtime: Runtime, session: RuntimeSession) {
    this.#runtime = runtime;
    this.#session = session;
    this.inputs = (session.inputMetadata ?? []).map(({ name, type, shape = [] }) => ({
      ...{ name, type, shape },
    }));
  }

  /**
   * Loads a model.
   *
   * @param model - Its path, or its bytes.
   * @param options - What ONNX Runtime is told.
   */
  static async load(model: string | Uint8Array, options: object): Promise<OnnxSession> {
    // As a value, so that neither the compiler nor a bundler asks for a package that is optional.
    const name: string = PACKAGE;
    const runtime = (await import(name)) as Runtime;
    const session = await runtime.InferenceSession.create(model, {
      // Errors alone: it writes to the terminal of whoever runs us.
      logSeverityLevel: 3,
      ...options,
    });
    return new OnnxSession(runtime, session);
  }

  /**
   * Runs the model.
   *
   * @param given - Its input, or its inputs by name.
   * @returns What it answers, in memory of its own.
   */
  async run(given: OnnxTensor | OnnxTensors): Promise<OnnxTensors> {
    const byName = isTensor(given) ? { [this.onlyInput().name]: given } : given;
    const { Tensor } = this.#runtime;
    const feeds = Object.entries(byName).map(([name, tensor]) => [
      name,
      new Tensor(typeOf(tensor), tensor.data, tensor.dims),
    ]);
    return this.#session.run(Object.fromEntries(feeds) as OnnxTensors);
  }

  /**
   * The model's input.
   *
   * @throws {@link InvalidOptionError} when it has several.
   */
  onlyInput(): OnnxInputInfo {
    const [input, ...others] = this.inputs;
    if (input !== undefined && others.length === 0) return input;
    const names = this.inputs.map(({ name }) => name).join(', ');
    throw new InvalidOptionError(
      'preprocess',
      `a function that returns the inputs ${names} by name,`,
      'one picture',
    );
  }

  /** Gives its memory back. */
  async release(): Promise<void> {
    await this.#session.release();
  }
}
