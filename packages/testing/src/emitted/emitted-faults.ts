import { openDocuments, type CellReference, type StoredDocument } from '@parley/crypto-at-rest';
import { asAppId } from '@parley/kernel';
import { envelopeFaults } from '../conformance/conformance.js';
import { sqlOf, type Queries } from '../database/sql-of.js';
import { databaseKeyring } from '../keys/database-keyring.js';

/** An event as the outbox had it. */
interface EmittedEvent extends Record<string, unknown> {
  readonly id: string;
  readonly app_id: string;
  readonly type: string;
  readonly created_at: string;
  readonly payload: object;
  readonly cell_references: CellReference[];
  /** As JSON writes bytes: `\x…`. */
  readonly cells: (string | null)[] | null;
}

/** How much of a user and of a source a webhook may ask for: nothing, and all. */
const FULLNESS = [false, true].map((full) => ({ includeFullUser: full, includeFullSource: full }));

/** Any id: which webhook it would be is not judged. */
const WEBHOOK = { id: '5e1606762556d93e9c176f69', version: 'v2' };

/**
 * What the events that were emitted in a spec's database break of the documents (`envelopeFaults`), each as its webhooks are sent it.
 * An event that quotes somebody who was erased cannot be read any more, by nobody, and is left out.
 */
export async function emittedFaults(database: Queries): Promise<string[]> {
  const rows = await database.query<{ event: EmittedEvent }>('select event from emitted.events');
  if (rows.length === 0) return [];
  // Loaded when there is something to judge: not every spec with a database loads the domain.
  const { truncate } = await import('@parley/webhooks');
  const events = rows.map(({ event }) => event);
  const opened = await openDocuments(await databaseKeyring(sqlOf(database)), sqlOf(database), events.map(documentOf));
  const faults = new Set<string>();
  for (const [index, { id, app_id: appId, type, created_at: createdAt }] of events.entries()) {
    const one = opened[index];
    if (one?.ok === false && one.fault.code === 'key_missing') continue;
    if (!one?.ok) throw one?.fault ?? new Error('An event was not opened');
    for (const fullness of FULLNESS) {
      const event = { id, createdAt: new Date(createdAt).toISOString(), type, payload: truncate(type, one.document, fullness) };
      for (const fault of envelopeFaults({ app: { id: appId }, webhook: WEBHOOK, events: [event] })) faults.add(fault);
    }
  }
  return [...faults];
}

const documentOf = ({ app_id: appId, payload, cell_references: references, cells }: EmittedEvent): StoredDocument => ({
  tenant: asAppId(appId), skeleton: payload, references, cells: (cells ?? []).map((cell) => (cell === null ? null : Buffer.from(cell.slice(2), 'hex'))),
});
