import { operatorOn, recordAct } from '@parley/audit-log';
import { releaseHeld, restoreDatabase, restoreFiles, restoreWork, sumOfHeld, withTarget, type Held, type OpenedSamples, type Restored, type RestorePlan, type RestoreProgress } from '@parley/backup';
import type { Settings } from '@parley/kernel';
import { openFileStore } from '@parley/object-store';
import { migrate, type Migration } from '@parley/persistence';
import { migrationsUntil, readBaseline } from '@parley/platform/migrations';
import { migrateAndSeal } from '../database/migrate-and-seal.js';
import { onDatabase } from '../database/on-database.js';
import { initRoles } from '../database/prepare.js';
import { complain, say } from '../report.js';
import { StartError } from '../start-error.js';
import { eraseAgain, openRestored } from './finish-restore.js';
import type { OpenRepository } from './open-repository.js';
import { momentOf, withPlan, type RestoreOptions } from './planned-restore.js';
import { samplesLine } from './samples-line.js';
import { replaceAuditKey, restoreKeyStore, wrapForKeyFile } from './restore-keys.js';
import { withTargetDatabase, type TargetUrls } from './restore-target.js';
import { timed, type Timed } from './timed.js';

type Step = RestoreProgress['step'] | 'files';

const STEPS: Readonly<Record<Step, string>> = {
  schema: 'Tables', loading: 'Rows of the snapshot, in bytes', verifying: 'Rows compared with what was recorded', keys: 'Primary keys', replaying: 'Segments', completing: 'Indexes and references', files: 'Files of attachments',
};

/** `parley restore` */
export const restore = (settings: Settings, options: RestoreOptions): Promise<void> =>
  withPlan(settings, options, async (repository, plan) => {
    const going = await timed(repository, { command: 'restore', orElse: 'drill', steps: STEPS, work: workOf(plan), begins: 'schema' });
    const { estimatedSeconds } = going;
    if (options.dryRun) return say(JSON.stringify({ ...described(plan), estimatedSeconds }, undefined, 2));
    const done = await withTargetDatabase(settings, (urls) => carryOut(settings, repository, plan, urls, going)).finally(going.end);
    const seconds = await going.record();
    say(options.json ? JSON.stringify({ ...described(plan), ...done, estimatedSeconds, seconds }, undefined, 2) : told(plan, done, seconds));
    if (done.samples.failed.length > 0) throw new StartError(samplesLine(done.samples));
  });

interface Done extends Restored {
  readonly files: number;
  readonly missingFiles: readonly string[];
  /** Objects that were brought back into the key store. */
  readonly secrets: number;
  /** A key file that opens the root key from now on. */
  readonly keyFile: string | undefined;
  /** A file with a new key of the audit log, in place of one that is lost. */
  readonly auditKeyFile: string | undefined;
  /** Messages that were opened to see that they can be. */
  readonly samples: OpenedSamples;
}

async function carryOut(settings: Settings, { ledger, reader, view, access }: OpenRepository, plan: RestorePlan, urls: TargetUrls, going: Timed<Step>): Promise<Done> {
  const { store, secrets } = await restoreKeyStore(settings, ledger);
  const target = { url: urls.adminUrl };
  const snapshot = await view.snapshot(plan.snapshot.number);
  const restored = await restoreDatabase({
    view, reader, target, keys: ledger.keys, appKey: ledger.appKey, ledgerRows: ledger.rows, continues: true,
    progress: going.show,
    migrateTo: async (migration) => {
      await initRoles(settings, urls.adminUrl, urls);
      await migrate(urls.adminUrl, upTo(migration), settings.env, { baseline: readBaseline() });
    },
    revoked: () => ledger.revoked(),
    eraseAgain: async () => {
      await migrateAndSeal(settings, urls.adminUrl, complain);
      return onDatabase(urls.runtimeUrl, (database) => eraseAgain(settings, database, access, store));
    },
  }, plan);
  const names = await withTarget(target, async (client) => (await client.query<{ name: string }>('select object_name as name from attachments order by object_name')).rows.map(({ name }) => name));
  const { files, missing } = await restoreFiles({ reader, store: openFileStore(settings.attachmentStore), known: snapshot.files, progress: (done, total) => going.show({ step: 'files', done, total }) }, names);
  const [keyFile, samples] = await onDatabase(urls.runtimeUrl, async (database) => {
    const file = await wrapForKeyFile(settings, database, access);
    const details = { snapshot: plan.snapshot.number, to: momentOf(plan), transactions: restored.transactions, held: sumOfHeld(restored.held), revoked: restored.revoked, erased: restored.erased };
    await database.system().transaction((tx) => recordAct(tx, operatorOn(), { action: 'database:restore', target: { type: 'database' }, details }));
    return [file, await openRestored(settings, database, access, store)] as const;
  });
  return { ...restored, files, missingFiles: missing, secrets, keyFile, samples, auditKeyFile: await replaceAuditKey(settings, ledger) };
}

/** What a backup of this version, or an earlier one, had. */
function upTo(last: string): Migration[] {
  const migrations = migrationsUntil(last);
  if (!migrations) throw new StartError('The backup is of a newer version of Parley: restore it with that one');
  return migrations;
}

/** What each step goes by. */
const workOf = (plan: RestorePlan): Record<Exclude<Step, 'schema'>, number> => ({ ...restoreWork(plan), files: plan.snapshot.bytes });

const described = (plan: RestorePlan) => ({
  snapshot: { number: plan.snapshot.number, at: plan.snapshot.at, bytes: plan.snapshot.bytes },
  to: momentOf(plan), segments: plan.segments.length,
});

function told(plan: RestorePlan, done: Done, seconds: number): string {
  const { held, keyFile, auditKeyFile, missingFiles, closed } = done;
  return [
    `The database is as it was at ${momentOf(plan)}: snapshot ${plan.snapshot.number} of ${plan.snapshot.at}, and ${done.transactions} transactions after it, in ${seconds} s.`,
    ...(closed.length > 0 ? [`${closed.length} apps were erased since, and stay closed.`] : []),
    ...(done.erased > 0 ? [`${done.erased} erasures are done again, by a worker.`] : []),
    ...(done.revoked > 0 ? [`${done.revoked} API keys that were deleted since stay deleted.`] : []),
    ...(done.samples.failed.length === 0 ? [samplesLine(done.samples)] : []),
    `Files: ${done.files} brought back${missingFiles.length > 0 ? `, ${missingFiles.length} are in no zone` : ''}.`,
    ...(sumOfHeld(held) > 0 ? [`${heldText(held)} are held, as their targets may have had them: parley restore release sends them, --discard drops them.`] : []),
    ...(keyFile === undefined ? [] : [`${keyFile} opens the root key from now on: keep a copy, apart from the database.`]),
    ...(auditKeyFile === undefined ? [] : [`The audit log's key is lost; ${auditKeyFile} is another one, which trusts it: keep a copy.`]),
    'Before anything is started: parley audit restored, where a place of the audit log outside is still there.',
  ].join('\n');
}

const heldText = ({ events, deliveries, messages }: Held): string => `${events} events, ${deliveries} deliveries and ${messages} messages to channels`;

/** `parley restore release`: by the owner of the tables. */
export async function release(settings: Settings, { discard = false }: { readonly discard?: boolean }): Promise<void> {
  const held = await withTargetDatabase(settings, async ({ adminUrl, runtimeUrl }) => {
    const released = await withTarget({ url: adminUrl }, (client) => releaseHeld(client, { discard }));
    if (released) {
      const details = { discard, events: released.events, deliveries: released.deliveries, messages: released.messages };
      await onDatabase(runtimeUrl, (database) => database.system().transaction((tx) => recordAct(tx, operatorOn(), { action: 'database:release', target: { type: 'database' }, details })));
    }
    return released;
  });
  if (!held) return say('Nothing is held.');
  say(`${heldText(held)} ${discard ? 'are dropped' : 'wait to be sent again'}.`);
}
