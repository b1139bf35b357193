import type { IntegrationError } from '@parley/contracts';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import type { FaultClass, VendorFault } from '../channels/vendor-fault.js';
import { NOTE_FAULT } from './outbox.queries.js';

/** Faults that say something of the integration, and not of one message, file or person; and what they mean. */
const MEANINGS: Partial<Record<FaultClass, string>> = {
  auth: 'The channel refuses the credentials',
  rate_limited: 'The channel holds requests back',
  temporary: 'The channel does not answer',
  unknown: 'The channel did not say what came of a request',
};

/** The longest code that is kept: vendors have shorter ones, and a text that came in its place shall not be kept. */
const LONGEST_CODE = 64;

/** With which integration, and with which settings, a vendor was asked. */
export interface Asked {
  readonly integrationId: string;
  readonly sealedSettings: Buffer | null;
}

/** Keeps what an integration's vendor refused last, for the API to tell; nothing of faults that are a message's or a person's own. */
export async function noteFault(sql: Sql, appId: AppId, { integrationId, sealedSettings }: Asked, { faultClass, code }: VendorFault): Promise<void> {
  if (faultClass in MEANINGS) await sql.query(NOTE_FAULT, [appId, integrationId, faultClass, code.slice(0, LONGEST_CODE), sealedSettings]);
}

/** Of a row of `integrations`: its last fault; null where there was none. */
export interface FaultColumns {
  readonly fault_class: string | null;
  readonly fault_code: string | null;
  readonly fault_at: Date | null;
}

/** What the API tells of it; nothing where there was none. */
export function lastErrorOf({ fault_class: code, fault_code: vendors, fault_at: at }: FaultColumns): IntegrationError | undefined {
  if (code === null || at === null) return undefined;
  const meaning = MEANINGS[code as FaultClass] ?? code;
  return { code, message: vendors === null ? meaning : `${meaning} (${vendors})`, occurredAt: at.toISOString() };
}
