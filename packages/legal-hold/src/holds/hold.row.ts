import type { LegalHold, LegalHoldType } from '@parley/contracts';
import type { Keyring, Place } from '@parley/crypto-at-rest';
import { timestamp, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';

/** A row of `legal_holds`. */
export interface HoldRow {
  readonly id: string;
  readonly target_type: LegalHoldType;
  readonly target_id: string;
  readonly sealed_reference: Buffer | null;
  readonly created_at: Date;
  readonly created_by: string;
  readonly lifted_at: Date | null;
  readonly lifted_by: string | null;
}

/** The columns of a HoldRow. */
export const HOLD_COLUMNS = 'id, target_type, target_id, sealed_reference, created_at, created_by, lifted_at, lifted_by';

/** Where a hold's reference belongs. */
export const referenceOf = (id: string): Place => ({ table: 'legal_holds', row: id, column: 'sealed_reference' });

/** Holds as the API shows them, in the order of the rows. One whose reference cannot be read is shown without it. Raises `service_unavailable`. */
export async function openHolds(keyring: Keyring, sql: Sql, appId: AppId, rows: readonly HoldRow[]): Promise<LegalHold[]> {
  const subject = `app:${appId}` as const;
  const opened = await keyring.open(sql, rows.flatMap(({ id, sealed_reference: cell }) => (cell ? [{ tenant: appId, subject, place: referenceOf(id), cell }] : [])));
  let next = 0;
  return rows.map((row) => {
    const reference = row.sealed_reference ? opened[next++] : undefined;
    return toHold(row, reference?.ok ? (reference.value as { reference: string }).reference : undefined);
  });
}

const toHold = (row: HoldRow, reference: string | undefined): LegalHold => ({
  id: row.id,
  target: { type: row.target_type, id: row.target_id },
  ...(reference !== undefined && { reference }),
  createdAt: timestamp(row.created_at),
  createdBy: row.created_by,
  ...(row.lifted_at && { liftedAt: timestamp(row.lifted_at) }),
  ...(row.lifted_by !== null && { liftedBy: row.lifted_by }),
});
