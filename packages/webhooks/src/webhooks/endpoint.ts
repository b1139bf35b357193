import type { CellReference, Keyring, Owner, Place, SealedItem } from '@parley/crypto-at-rest';
import { asAppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';

/** Where a webhook's events go, and what shows there that they are from us: sealed together, under the app's own key. */
export interface Endpoint {
  readonly target: string;
  readonly secret: string;
  /** The secret before, which stays valid until then (ISO 8601). */
  readonly previous?: { readonly secret: string; readonly until: string };
}

/** The secrets that are valid at a moment (milliseconds since 1970), the newest first. */
export const validSecrets = ({ secret, previous }: Endpoint, now: number): [newest: string, ...before: string[]] =>
  previous && Date.parse(previous.until) > now ? [secret, previous.secret] : [secret];

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
export async function sealEndpoint(tx: Sql, keyring: Keyring, row: Named, { target, secret, previous }: Endpoint): Promise<Buffer> {
  const { tenant, subject } = ownerOf(row);
  const [cell] = await keyring.sealOwn(tx, tenant, subject, [{ place: placeOf(row), value: { target, secret, previous } }]);
  if (!cell) throw new Error('An endpoint was not sealed');
  return cell;
}
