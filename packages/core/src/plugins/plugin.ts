import type { FrameOperator } from '../graph/frame-operator';
import type { VideoSource } from '../graph/video-source';
import type { VideoTarget } from '../graph/video-target';
import type { OptionsSchema } from '../option-schema';
import type { Rational } from '../rational';
import type { CreateArguments, OptionsOf } from './options-of';

/** What the maker of a source is told besides its options. */
export interface SourceContext {
  /** Aborted when nobody waits for the source any more: give up opening it. */
  readonly signal?: AbortSignal | undefined;
}

/** What the maker of a target is told besides its options. */
export interface TargetContext {
  /** Frames per second of what it will get, where they are known. */
  readonly frameRate?: number | Rational | undefined;
  /** Whether an existing output may be replaced. Without it, refuse with a {@link TargetError} of the code `'TARGET_EXISTS'`. */
  readonly overwrite?: boolean | undefined;
}

/** What every filter, source and target of a plugin says of itself. */
export interface PluginPart<S extends OptionsSchema> {
  /** What it does, in a sentence or more; the first one stands in lists. */
  readonly description: string;
  /** What options it takes. */
  readonly options: S;
}

/** A filter, as a plugin defines it. */
export interface FilterDefinition<S extends OptionsSchema> extends PluginPart<S> {
  /** Makes the operator; its options are checked, and those that have a default are there. */
  create(options: OptionsOf<S>): FrameOperator;
}

/** A source, as a plugin defines it. */
export interface SourceDefinition<S extends OptionsSchema> extends PluginPart<S> {
  /**
   * Whether its frames come when they come, as those of a camera: it is not made to wait, and how long to record is told by the clock.
   *
   * @defaultValue false
   */
  readonly isLive?: boolean;
  /** Opens the source; its options are checked, and those that have a default are there. */
  create(options: OptionsOf<S>, context: SourceContext): VideoSource | Promise<VideoSource>;
}

/** A target, as a plugin defines it. */
export interface TargetDefinition<S extends OptionsSchema> extends PluginPart<S> {
  /** Makes the target; its options are checked, and those that have a default are there. */
  create(options: OptionsOf<S>, context: TargetContext): VideoTarget | Promise<VideoTarget>;
}

/** A filter of a plugin. */
export interface PluginFilter<S extends OptionsSchema = OptionsSchema> extends PluginPart<S> {
  /**
   * Makes the operator.
   *
   * @throws {@link InvalidOptionError} when an option is not what the schema says.
   */
  create(this: void, ...args: CreateArguments<S>): FrameOperator;
}

/** A source of a plugin. */
export interface PluginSource<S extends OptionsSchema = OptionsSchema> extends PluginPart<S> {
  /** Whether its frames come when they come. */
  readonly isLive: boolean;
  /**
   * Opens the source.
   *
   * @throws {@link InvalidOptionError}, as a rejection, when an option is not what the schema says; what opening it throws.
   */
  create(this: void, ...args: CreateArguments<S, [context: SourceContext]>): Promise<VideoSource>;
}

/** A target of a plugin. */
export interface PluginTarget<S extends OptionsSchema = OptionsSchema> extends PluginPart<S> {
  /**
   * Makes the target.
   *
   * @throws {@link InvalidOptionError}, as a rejection, when an option is not what the schema says; what making it throws.
   */
  create(this: void, ...args: CreateArguments<S, [context: TargetContext]>): Promise<VideoTarget>;
}

/** Schemas, by the names of what they are for. */
export type Schemas = Readonly<Record<string, OptionsSchema>>;

/** What {@link definePlugin} is told. `F`, `S` and `T` are the schemas of its filters, sources and targets. */
export interface PluginDefinition<F extends Schemas, S extends Schemas, T extends Schemas> {
  /** What messages call it: the name of its package, without `giftgrab-plugin-`. */
  readonly name: string;
  /** The versions of `@giftgrab/core` that it works with, as in its `peerDependencies`: `^0.1.0`. */
  readonly core: string;
  /** Its filters, by name. */
  readonly filters?: { readonly [N in keyof F]: FilterDefinition<F[N]> };
  /** Its sources, by name. */
  readonly sources?: { readonly [N in keyof S]: SourceDefinition<S[N]> };
  /** Its targets, by name. */
  readonly targets?: { readonly [N in keyof T]: TargetDefinition<T[N]> };
}

/** Filters, sources and targets under one name; made by {@link definePlugin}. */
export interface Plugin<
  F extends Schemas = Schemas,
  S extends Schemas = Schemas,
  T extends Schemas = Schemas,
> {
  /** What messages call it. */
  readonly name: string;
  /** The versions of `@giftgrab/core` that it works with. */
  readonly core: string;
  /** Its filters, by name. */
  readonly filters: { readonly [N in keyof F]: PluginFilter<F[N]> };
  /** Its sources, by name. */
  readonly sources: { readonly [N in keyof S]: PluginSource<S[N]> };
  /** Its targets, by name. */
  readonly targets: { readonly [N in keyof T]: PluginTarget<T[N]> };
}
