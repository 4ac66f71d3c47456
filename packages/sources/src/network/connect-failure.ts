import { NetworkSourceUnavailableError, type NetworkFailure } from '@giftgrab/core';
import { unknownHost } from './resolve-host';
import { named, type StreamAddress } from './stream-address';
import { FAILURE_TEXTS } from './stream-failure';

const REASONS: Readonly<Record<string, keyof typeof FAILURE_TEXTS>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'no answer',
  ECONNRESET: 'closed',
  ECONNABORTED: 'closed',
  EPIPE: 'closed',
  ERR_STREAM_PREMATURE_CLOSE: 'closed',
};

const UNKNOWN_HOST = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME', 'EAI_FAIL'];

// As OpenSSL and Node call them.
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|INVALID_CA|PATH_LENGTH_EXCEEDED|CRL/;

/**
 * The error for a server that could not be asked, or whose answer broke off.
 *
 * @param address - The stream.
 * @param error - What Node says.
 */
export function connectFailure(
  address: StreamAddress,
  error: unknown,
): NetworkSourceUnavailableError {
  if (error instanceof NetworkSourceUnavailableError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  const name = named(address);
  const because = (reason: NetworkFailure, text: string): NetworkSourceUnavailableError =>
    new NetworkSourceUnavailableError(`${name} ${text}`, { reason, cause: error });
  if (UNKNOWN_HOST.includes(code)) {
    const { hostname = address.host } = error as { readonly hostname?: string };
    return unknownHost(hostname, address.shown, code, error);
  }
  if (CERTIFICATE.test(code)) {
    const remedy =
      'Trust the one who signed it with { tls: { ca } }, or name the host as the certificate does; ' +
      '{ tls: { rejectUnauthorized: false } } trusts anybody who stands between.';
    return because('certificate', `has a certificate that is not trusted (${code}). ${remedy}`);
  }
  if (code.startsWith('HPE_')) return because('failed', `does not speak HTTP (${code}).`);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    return because('failed', `does not speak TLS that fits (${code}). Is it http:// instead?`);
  }
  const reason = REASONS[code];
  if (reason === undefined) return because('failed', `cannot be asked: ${message}.`);
  const text = FAILURE_TEXTS[reason];
  return because(reason, `${text}${text.endsWith('?') ? '' : '.'}`);
}
