import { GiftGrabError, type ErrorDetails } from '../errors';

/**
 * What is wrong with a plugin.
 *
 * - `'not found'`: there is no package and no file of that name; `'failed'`: it could not be loaded;
 * - `'not a plugin'`: what was loaded is none, or is defined wrongly;
 * - `'other version'`: it was made for other versions of core; `'other copy'`: it uses a core of its own;
 * - `'name taken'`: something that it has, or it itself, has the name of something that is there already.
 */
export type PluginFailure =
  'not found' | 'failed' | 'not a plugin' | 'other version' | 'other copy' | 'name taken';

/** A plugin cannot be used. The message says why, and what to do. */
export class PluginError extends GiftGrabError {
  /** The plugin's name, or what it was called where it has none. */
  readonly plugin: string;
  /** What is wrong with it. */
  readonly reason: PluginFailure;

  constructor(
    message: string,
    details: ErrorDetails & { readonly plugin: string; readonly reason: PluginFailure },
  ) {
    super('PLUGIN', message, details);
    this.plugin = details.plugin;
    this.reason = details.reason;
  }
}
Object.defineProperty(PluginError.prototype, 'name', { value: 'PluginError', configurable: true });
