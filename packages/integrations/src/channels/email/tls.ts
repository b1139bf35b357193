import type { ConnectionOptions } from 'node:tls';

/** Said outright: the environment's NODE_TLS_REJECT_UNAUTHORIZED=0, meant for something else, changes the default only. */
export const TLS: ConnectionOptions = { rejectUnauthorized: true, minVersion: 'TLSv1.2' };

/** What Node calls a certificate that is not the host's, or nobody's whom we trust, and a session that does not come about. */
const REFUSED = /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|ERR_TLS|ERR_SSL|EPROTO$|INVALID_PURPOSE)/;

/** Whether an error of a library, or what it was made of, is TLS's. */
export const isTlsError = (error: unknown): boolean => {
  const { code, originalCode } = (error ?? {}) as { readonly code?: unknown; readonly originalCode?: unknown };
  return [code, originalCode].some((one) => typeof one === 'string' && REFUSED.test(one));
};
