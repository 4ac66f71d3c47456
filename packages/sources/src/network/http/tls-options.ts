import { checkBoolean, checkOptionNames, InvalidOptionError } from '@giftgrab/core';

/** Whom to trust over TLS; named as in Node's `tls.connect`. */
export interface TlsOptions {
  /**
   * Certificates in PEM that are trusted instead of those of well-known authorities: that of a camera which signed its own.
   *
   * @defaultValue those that Node trusts
   */
  readonly ca?: string | Uint8Array;
  /**
   * `false` takes any certificate: what is sent can then be read and changed by whoever stands between.
   *
   * @defaultValue `true`
   */
  readonly rejectUnauthorized?: boolean;
}

/**
 * Throws unless an option says whom to trust.
 *
 * @param tls - The option.
 */
export function checkTlsOptions(tls: TlsOptions): void {
  if (Object(tls) !== tls) throw new InvalidOptionError('tls', '{ ca, rejectUnauthorized }', tls);
  checkOptionNames('tls', tls, ['ca', 'rejectUnauthorized']);
  const { ca, rejectUnauthorized } = tls;
  if (ca !== undefined) {
    const text = ca instanceof Uint8Array ? Buffer.from(ca).toString('latin1') : ca;
    if (typeof text !== 'string' || !text.includes('-----BEGIN CERTIFICATE-----')) {
      // It may be a key by mistake: it is not shown.
      throw new InvalidOptionError('tls.ca', 'certificates in PEM', typeof ca);
    }
  }
  if (rejectUnauthorized !== undefined) checkBoolean('tls.rejectUnauthorized', rejectUnauthorized);
}
