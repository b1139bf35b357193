import type pg from 'pg';
import { BackupFault } from '../backup-fault.js';
import type { SnapshotManifest } from '../format/manifest.types.js';
import { bytesOf } from '../restore/load/load-tables.js';
import type { RestorePlan } from '../restore/plan/restore-plan.js';
import { parseVisibility } from '../restore/replay/visibility.js';
import { withTarget } from '../restore/target/target.js';
import type { AppReading, AppRestoreParts, RestoredBeside } from './app-restore.types.js';
import { appTables, type AppTable } from './app-tables.js';
import { differences } from './difference.js';
import { chunksOfApp, loadApp } from './load-app.js';
import { replayApp } from './replay-app.js';
import { dropShadow, finishShadow, lockApp, openShadow, readShadow, shadowSchema, type ShadowIdentity, type ShadowMade } from './shadow.js';

/** What was made, and how it is gone on with. */
export interface OpenShadow {
  readonly client: pg.Client;
  readonly tables: readonly AppTable[];
  readonly made: ShadowMade;
}

/** Rows of a batch are found by their keys: the planner knows nothing of them. */
const BY_KEYS = 'set enable_hashjoin = off; set enable_mergejoin = off';

/**
 * Makes an app as it was at a moment, in a schema of its own beside the living tables, which are only read, and says in what
 * they differ. A shadow of the same moment is used again; one that was not finished is made anew. Raises BackupFault:
 * `unreachable` where migrations lie between, `unreadable` where the app's keys are destroyed, `occupied`, `missing`,
 * `different`, `broken_chain`.
 */
export async function restoreBeside(parts: AppRestoreParts, plan: RestorePlan, app: string): Promise<RestoredBeside> {
  return withShadow(parts, plan, app, async ({ client, tables, made }) => {
    parts.progress?.({ step: 'comparing', done: 0, total: 1 });
    return { schema: shadowSchema(app), ...made, tables: await differences(client, tables, app) };
  });
}

/** The same, for whoever does something with it on the same connection, which keeps others off this app. */
export async function withShadow<T>(parts: AppRestoreParts, plan: RestorePlan, app: string, use: (shadow: OpenShadow) => Promise<T>): Promise<T> {
  const snapshot = await parts.view.snapshot(plan.snapshot.number);
  await requireKeys(parts, app);
  return withTarget(parts.target, async (client) => {
    await lockApp(client, app);
    const tables = await appTables(client, snapshot);
    const identity = identityOf(parts, plan, app);
    const there = await readShadow(client, app);
    const made = there && isSame(there.identity, identity) ? there.made : await make(client, parts, { plan, snapshot, identity, tables });
    return use({ client, tables, made });
  });
}

/** What a restore would read. Changes nothing. Raises as `restoreBeside` does. */
export async function appReading(parts: AppRestoreParts, plan: RestorePlan, app: string): Promise<AppReading> {
  return reading(parts, plan, app, async (_client, found) => found);
}

/** The same; and in what the living rows differ, where its shadow is there. */
export async function previewApp(parts: AppRestoreParts, plan: RestorePlan, app: string): Promise<AppReading & { readonly tables?: RestoredBeside['tables'] }> {
  return reading(parts, plan, app, async (client, found, tables) => ({ ...found, ...(found.isThere && { tables: await differences(client, tables, app) }) }));
}

async function reading<T>(parts: AppRestoreParts, plan: RestorePlan, app: string, use: (client: pg.Client, reading: AppReading, tables: readonly AppTable[]) => Promise<T>): Promise<T> {
  const snapshot = await parts.view.snapshot(plan.snapshot.number);
  await requireKeys(parts, app);
  return withTarget(parts.target, async (client) => {
    const tables = await appTables(client, snapshot);
    const there = await readShadow(client, app);
    const isThere = there !== undefined && isSame(there.identity, identityOf(parts, plan, app));
    const chunks = snapshot.tables.flatMap((table) => chunksOfApp(table, app));
    return use(client, { chunks: chunks.length, bytes: bytesOf(chunks), segments: plan.segments.length, isThere }, tables);
  });
}

/** Answers whether there was a shadow of the app. */
export const discardShadow = ({ target }: Pick<AppRestoreParts, 'target'>, app: string): Promise<boolean> =>
  withTarget(target, async (client) => {
    await lockApp(client, app);
    return dropShadow(client, app);
  });

interface Making {
  readonly plan: RestorePlan;
  readonly snapshot: SnapshotManifest;
  readonly identity: ShadowIdentity;
  readonly tables: readonly AppTable[];
}

async function make(client: pg.Client, parts: AppRestoreParts, { plan, snapshot, identity, tables }: Making): Promise<ShadowMade> {
  const { app } = identity;
  await openShadow(client, identity, tables);
  await client.query(`set search_path to ${shadowSchema(app)}; ${BY_KEYS}`);
  let [bytes, segments] = [0, 0];
  const total = bytesOf(tables.flatMap(({ entry }) => chunksOfApp(entry, app)));
  await loadApp(client, parts, snapshot, tables, app, (more) => parts.progress?.({ step: 'loading', done: (bytes += more), total }));
  const replay = { app, segments: plan.segments, visibility: parseVisibility(snapshot.visibility), to: plan.to };
  const made = await replayApp(client, parts, replay, (more) => parts.progress?.({ step: 'replaying', done: (segments += more), total: plan.segments.length }));
  await client.query('reset search_path; reset enable_hashjoin; reset enable_mergejoin');
  await client.query(tables.map(({ name }) => `analyze ${shadowSchema(app)}."${name}"`).join('; '));
  await finishShadow(client, app, made);
  return made;
}

const identityOf = ({ keys }: AppRestoreParts, plan: RestorePlan, app: string): ShadowIdentity =>
  ({ repository: keys.repository.id, app, snapshot: plan.snapshot.number, to: plan.to ?? plan.reaches });

const isSame = (one: ShadowIdentity, other: ShadowIdentity): boolean => one.repository === other.repository && one.snapshot === other.snapshot && one.to === other.to;

async function requireKeys({ appKey }: AppRestoreParts, app: string): Promise<void> {
  shadowSchema(app);
  if ((await appKey(app)) === undefined) throw new BackupFault('unreadable', 'The backups have no key of this app: it was erased, or is younger than what the zones know');
}
