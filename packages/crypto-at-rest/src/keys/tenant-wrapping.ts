import { hkdfSync } from 'node:crypto';
import { KEY_BYTES } from '../cells/data-key.js';
import type { RootKey } from './root-key.js';
import type { TenantId } from './subject.js';

/** What a tenant's wrapping is bound to: a copied row opens at no other installation. */
export interface Installation {
  readonly environment: string;
  readonly region: string;
}

/** Which of a tenant's two keys. */
export type TenantKeyPurpose = 'tenant' | 'index';

/** A root key wraps by a key derived from it, since its check value is derived from it too: one key, one purpose. For the caller to zero. */
export const wrappingKey = ({ key }: RootKey): Buffer => Buffer.from(hkdfSync('sha256', key, '', 'parley tenant wrapping v1', KEY_BYTES));

/** What the wrapping of a tenant's key is bound to. */
export const tenantContext = (purpose: TenantKeyPurpose, tenant: TenantId | string, { environment, region }: Installation): string[] => [purpose, tenant, environment, region];
