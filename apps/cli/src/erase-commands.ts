import { auditSettings, operatorOn, signerOfLog } from '@parley/audit-log';
import { hasHeardOf, zoneRecords } from '@parley/backup';
import { cancelErasure, Eraser, findErasure, hastenErasures, listErasures, type Erasure } from '@parley/erasure';
import type { Settings } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { erasingParts, replayParts, someWorkerLives } from '@parley/platform';
import { keysOf } from './database/keyring.js';
import { withDatabase } from './database/with-database.js';
import { complain, say } from './report.js';
import { StartError } from './start-error.js';

export interface ListOptions {
  readonly app?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** One erasure, or all that are pending of an app. */
export type Chosen = { readonly id: string } | { readonly appId: string };

const BY = operatorOn();

const line = ({ id, appId, kind, targetId, state, waiting, dueAt }: Erasure): string =>
  [id, state + (waiting === undefined ? '' : ` (${waiting})`), `app ${appId}`, `${kind} ${targetId}`, `due ${dueAt.toISOString()}`].join('  ');

/** `parley erase list` */
export async function eraseList(settings: Settings, { app, all, json }: ListOptions): Promise<void> {
  const found = await withDatabase(settings, (database) => listErasures(database, { appId: app, all }));
  if (json) say(JSON.stringify({ erasures: found.map(({ receipt: _, ...erasure }) => erasure) }, undefined, 2));
  else say(found.length === 0 ? 'Nothing waits for its erasure.' : found.map(line).join('\n'));
}

/** `parley erase cancel`: what was deleted is there again. */
export async function eraseCancel(settings: Settings, id: string): Promise<void> {
  const { kind, targetId } = await withDatabase(settings, async (database) => {
    const { keyring, store } = await keysOf(settings, database);
    return cancelErasure({ ...replayParts({ db: database, keyring, store }), by: BY }, id);
  });
  say(`The erasure is cancelled: ${kind} ${targetId} is there again.`);
}

/** `parley erase receipt`: writes the signed note to stdout, and to stderr which zones of backups have heard of it. Throws StartError while there is none. */
export async function eraseReceipt(settings: Settings, id: string): Promise<void> {
  const { receipt, state, completedAt, zones } = await withDatabase(settings, async (database) => ({ ...(await findErasure(database, id)), zones: await zoneRecords(database.system()) }));
  if (receipt === undefined || completedAt === undefined) throw new StartError(`The erasure is ${state}: there is no receipt`);
  process.stdout.write(receipt);
  for (const zone of zones) process.stderr.write(`zone ${zone.zone}: ${hasHeardOf(zone, completedAt) ? 'the keys are gone there too' : 'not yet: a restore that reaches this zone alone would bring it back'}\n`);
}

/** `parley erase --now`: leaves it to a worker, or does it where none runs. Throws StartError when something did not go on. */
export async function eraseNow(settings: Settings, chosen: Chosen): Promise<void> {
  const open = await withDatabase(settings, async (database) => {
    const due = await hastenErasures(database, chosen, BY);
    if (await someWorkerLives(database)) return say(`${due.length} due now: a worker does it.`);
    await carryOut(settings, database, due.map(({ id }) => id));
    return Promise.all(due.map(({ id }) => findErasure(database, id)));
  });
  for (const erasure of open ?? []) say(line(erasure));
  if (open?.some(({ state }) => state !== 'complete')) throw new StartError('Not everything is erased');
}

async function carryOut(settings: Settings, database: Database, ids: readonly string[]): Promise<void> {
  const signer = await signerOfLog(database.system(), auditSettings(settings), (path) => complain(`The key of the audit log was made: keep a copy of ${path}`));
  const eraser = new Eraser(erasingParts({ db: database, ...(await keysOf(settings, database)) }, signer, (id, error) => complain(`${id}: ${error instanceof Error ? error.message : 'failed'}`)));
  const { signal } = new AbortController();
  while ((await eraser.next(signal, ids)) !== undefined);
}
