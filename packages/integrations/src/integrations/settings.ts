import type { Keyring, Owner, Place, SealedItem } from '@parley/crypto-at-rest';
import { asAppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';

/** What an integration's type has of its own, secrets and all: sealed together, under the app's own key. */
export type IntegrationSettings = Readonly<Record<string, unknown>>;

/** The row of an integration, as far as its settings go. */
export interface SealedSettings {
  readonly app_id: string;
  readonly id: string;
  /** Null where there are none, as of a custom one. */
  readonly sealed_settings: Buffer | null;
}

type Named = Pick<SealedSettings, 'app_id' | 'id'>;

const ownerOf = ({ app_id: appId }: Named): Owner => ({ tenant: asAppId(appId), subject: `app:${appId}` });
const placeOf = ({ id }: Named): Place => ({ table: 'integrations', row: id, column: 'sealed_settings' });

/** Opens the settings of some integrations, in their order; undefined where they do not open. */
export async function openSettings(sql: Sql, keyring: Keyring, rows: readonly SealedSettings[]): Promise<(IntegrationSettings | undefined)[]> {
  const sealed = rows.flatMap((row): SealedItem[] => (row.sealed_settings ? [{ ...ownerOf(row), place: placeOf(row), cell: row.sealed_settings }] : []));
  const opened = (await keyring.open(sql, sealed)).values();
  return rows.map((row) => {
    if (!row.sealed_settings) return {};
    const one = opened.next().value;
    return one?.ok ? (one.value as IntegrationSettings) : undefined;
  });
}

/** Those of one. Raises CryptoFault where they do not open. */
export async function openOneSettings(sql: Sql, keyring: Keyring, row: SealedSettings): Promise<IntegrationSettings> {
  if (!row.sealed_settings) return {};
  return (await keyring.openOne(sql, { ...ownerOf(row), place: placeOf(row), cell: row.sealed_settings })) as IntegrationSettings;
}

/** Seals settings in the caller's transaction, which sees its app's keys; null where there are none. Raises `service_unavailable`. */
export async function sealSettings(tx: Sql, keyring: Keyring, row: Named, settings: IntegrationSettings): Promise<Buffer | null> {
  if (Object.keys(settings).length === 0) return null;
  const { tenant, subject } = ownerOf(row);
  const [cell] = await keyring.sealOwn(tx, tenant, subject, [{ place: placeOf(row), value: settings }]);
  if (!cell) throw new Error('Settings were not sealed');
  return cell;
}
