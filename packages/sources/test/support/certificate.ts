import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ClipFolder } from '../../../ffmpeg/test/support/clips';

/** A certificate for this machine that nobody but itself has signed, and its key; nothing where there is no openssl. */
export function selfSigned(
  folder: ClipFolder,
  names = 'DNS:localhost,IP:127.0.0.1,IP:::1',
): { readonly key: string; readonly cert: string } | undefined {
  const [key, cert] = [folder.file('key.pem'), folder.file('cert.pem')];
  const kind = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=test -days 2';
  const files = ['-keyout', key, '-out', cert, '-addext', `subjectAltName=${names}`];
  const run = spawnSync('openssl', ['req', '-x509', ...kind.split(' '), ...files]);
  if (run.status !== 0) return undefined;
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}
