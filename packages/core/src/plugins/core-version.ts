import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { satisfies, validRange } from 'semver';

/** The folder of this copy of the package. */
export const CORE_FOLDER = join(__dirname, '..', '..');

let version: string | undefined;

/** The version of this copy of the package. */
export function coreVersion(): string {
  const path = join(CORE_FOLDER, 'package.json');
  return (version ??= (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version);
}

/**
 * Whether a text is a range of versions, as npm has them.
 *
 * @param range - For example `^0.1.0`.
 */
export function isRange(range: string): boolean {
  return validRange(range) !== null;
}

/**
 * Whether a range has the version of this copy. One that is not released yet counts as what it is going to be.
 *
 * @param range - For example `^0.1.0`.
 */
export function hasCoreVersion(range: string): boolean {
  return satisfies(coreVersion(), range, { includePrerelease: true });
}
