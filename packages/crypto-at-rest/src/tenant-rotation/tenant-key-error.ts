import { CryptoFault } from '../crypto-fault.js';

/** Why a tenant's keys are not rotated. */
export type TenantKeyFault =
  | 'tenant_unreadable' // its own key does not open
  | 'shards_unreadable' // some of its keys do not open; the key before stays for them
  | 'rotation_under_way' // it has to end before anything of the keys before is destroyed
  | 'too_many_former'; // those that were replaced are kept, and there is an end to that

/** One line that a person can act on; it names no key. */
export class TenantKeyError extends Error {
  constructor(
    readonly code: TenantKeyFault,
    message: string,
  ) {
    super(message);
    this.name = 'TenantKeyError';
  }
}

/** Of so many shards. */
export const unreadable = (shards: number): TenantKeyError =>
  new TenantKeyError('shards_unreadable', `The keys in ${shards} shards of apps or accounts do not open: they stay as they are. Bring back their rows of data_keys, or their objects in the key store, and run the command again`);

/** As an error that a person can act on, where it is one of a damaged tenant. */
export function leftOut(error: unknown, tenant: string): TenantKeyError {
  if (error instanceof TenantKeyError) return error;
  if (error instanceof CryptoFault) return new TenantKeyError('tenant_unreadable', `The keys of ${tenant} do not open: bring back its row of tenant_keys and run the command again`);
  throw error;
}
