import type { CellReference, Keyring, Owner, Place, SealedItem } from '@parley/crypto-at-rest';
import { asAppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';

/** Where a webhook's events go, and what shows there that they are from us: sealed together, under the app's own key. */
export interface Endpoint {
  readonly target: string;
  readonly secret: string;
}

/** The row of a webhook, as far as its endpoint goes. */
export interface SealedEndpoint {
  readonly app_id: string;
  readonly id: string;
  readonly sealed_endpoint: Buffer;
}

type Named = Pick<SealedEndpoint, 'app_id' | 'id'>;

const ownerOf = ({ app_id: appId }: Named): Owner => ({ tenant: asAppId(appId), subject: `app:${appId}` });
const placeOf = ({ id }: Named): Place => ({ table: 'webhooks', row: id, column: 'sealed_endpoint' });

/** Where a webhook's endpoint is sealed, and under whose key; opens to an `Endpoint`. */
export const endpointOf = (row: SealedEndpoint): SealedItem => ({ ...ownerOf(row), place: placeOf(row), cell: row.sealed_endpoint });

/** The same, as what a document quotes and nothing else. */
export const endpointReference = (row: Named): CellReference => {
  const { table, row: name, column } = placeOf(row);
  return ['', ownerOf(row).subject, table, name, column];
};

/** Seals an endpoint in the caller's transaction, which sees its app's keys. Raises `service_unavailable`. */
export async function sealEndpoint(tx: Sql, keyring: Keyring, row: Named, { target, secret }: Endpoint): Promise<Buffer> {
  const { tenant, subject } = ownerOf(row);
  const [cell] = await keyring.sealOwn(tx, tenant, subject, [{ place: placeOf(row), value: { target, secret } }]);
  if (!cell) throw new Error('An endpoint was not sealed');
  return cell;
}
