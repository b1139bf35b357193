import { EgressError } from '@parley/egress';
import type { ImapFlowError } from 'imapflow';
import { VendorFault } from '../channels/vendor-fault.js';

/** Answers to a login that say nothing of the credentials (RFC 5530). */
const NOT_NOW: readonly unknown[] = ['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'OVERQUOTA'];

const TLS_CODES = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME_MISMATCH|STARTTLS_INJECTION)/;

/**
 * What went wrong with a mail server, as a VendorFault: `auth` where it refuses the credentials, `temporary` for all else. Its code is one
 * of few words; nothing that the server said is kept.
 */
export function imapFault(error: unknown): VendorFault {
  if (error instanceof VendorFault) return error;
  if (error instanceof EgressError) return new VendorFault('temporary', error.code, undefined, { cause: error });
  const { code = '', tlsFailed, authenticationFailed, serverResponseCode, responseStatus } = error as ImapFlowError & Readonly<Record<string, unknown>>;
  if (authenticationFailed === true) return NOT_NOW.includes(serverResponseCode) ? new VendorFault('temporary', 'not_now') : new VendorFault('auth', 'credentials_refused');
  if (tlsFailed === true || TLS_CODES.test(code)) return new VendorFault('temporary', 'tls_failed', undefined, { cause: error });
  if (/TIMEOUT/i.test(code)) return new VendorFault('temporary', 'timeout', undefined, { cause: error });
  if (responseStatus !== undefined) return new VendorFault('temporary', 'refused', undefined, { cause: error });
  return new VendorFault('temporary', 'broken_connection', undefined, { cause: error });
}
