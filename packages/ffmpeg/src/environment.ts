import { join } from 'node:path';

const KEPT = [
  'PATH',
  'SystemRoot',
  'XAUTHORITY',
  'TMPDIR',
  'TEMP',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'CUDA_VISIBLE_DEVICES',
  'NVIDIA_VISIBLE_DEVICES',
  'LIBVA_DRIVER_NAME',
];

/**
 * The environment that children get: what they need to be found and to find the hardware and the screen, nothing else. No proxy and no
 * FFREPORT takes effect behind our back, and messages come in English, so that they can be recognised.
 */
export function childEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { LC_ALL: 'C' };
  for (const name of KEPT) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  // Where the key to the screen lies; the rest of the user's home is nobody's business.
  const { HOME } = process.env;
  if (HOME !== undefined) environment['XAUTHORITY'] ??= join(HOME, '.Xauthority');
  return environment;
}
