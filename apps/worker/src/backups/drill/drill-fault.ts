import { BackupFault, type BackupFaultCode } from '@parley/backup';
import { CryptoFault, RootKeyError } from '@parley/crypto-at-rest';
import { ObjectStoreError } from '@parley/object-store';

/** Classes of SQLSTATE (PostgreSQL, appendix A) by which a server was not there, let nobody in, had no room or was stopped. */
const SERVER = /^(08|28|53|57|58)...$/;
/** Of node: the network, and what a machine has too little of. */
const MACHINE = /^(ECONN(REFUSED|RESET|ABORTED)|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|ENOSPC|EMFILE|ENFILE|ENOMEM)$/;
/** Keys that are to be had later, by AppError's code. */
const KEYS_LATER = 'service_unavailable';
/** A connection that broke has no code (pg). */
const BROKEN = /^Connection terminated|^timeout expired/;

/**
 * What a drill failed of, in a line that names objects and tables; of what else may have failed, the kind alone. `interrupted`
 * is what says nothing about the backups: the server for drills, a zone or whoever keeps keys was not there.
 */
export function drillFault(error: unknown): { readonly code: BackupFaultCode; readonly line: string } {
  if (error instanceof BackupFault) return { code: error.code, line: error.message };
  if (error instanceof ObjectStoreError) return { code: error.code === 'unavailable' ? 'interrupted' : 'unreadable', line: error.message };
  if (error instanceof RootKeyError || error instanceof CryptoFault) return { code: 'unreadable', line: error.message };
  if (!(error instanceof Error)) return { code: 'failed', line: 'unknown' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isLacking = SERVER.test(code) || MACHINE.test(code) || code === KEYS_LATER || (code === '' && BROKEN.test(error.message));
  return { code: isLacking ? 'interrupted' : 'failed', line: [error.name, code].filter(Boolean).join(' ') };
}
