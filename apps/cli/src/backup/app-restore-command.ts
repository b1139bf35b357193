import { resolve } from 'node:path';
import { appReading, discardShadow, previewApp, replaceApp, restoreBeside, restoreFiles, type AppReading, type AppRestoreParts, type AppRestoreProgress, type Replaced, type RestoredBeside, type RestorePlan } from '@parley/backup';
import { makeKeyring, openKeyStore, openRootKeys, type Keyring } from '@parley/crypto-at-rest';
import type { AppId, Settings } from '@parley/kernel';
import { openFileStore } from '@parley/object-store';
import { seeHidden, type Database } from '@parley/persistence';
import { erasureTargets } from '@parley/platform';
import { asOwner } from '../database/as-owner.js';
import { onDatabase } from '../database/on-database.js';
import { say } from '../report.js';
import { exportedLines, exportInto } from './app-export.js';
import { countsOf, purgeAgain, replaceHooks } from './app-restore-hooks.js';
import type { OpenRepository } from './open-repository.js';
import { momentOf, withPlan, type RestoreOptions } from './planned-restore.js';
import { timed } from './timed.js';

export interface AppRestoreOptions extends RestoreOptions {
  readonly app: string;
  readonly mode: 'side-by-side' | 'replace' | 'export';
  /** Of an export: the directory that it makes. */
  readonly output?: string;
}

const STEPS: Readonly<Record<AppRestoreProgress['step'], string>> = { loading: 'Rows of the app in the snapshot, in bytes', replaying: 'Segments', comparing: 'Rows compared', replacing: 'Rows put back', exporting: 'Rows opened' };

/** `parley restore --app`: in the living database. */
export const restoreApp = (settings: Settings, { app, mode, output = '', ...options }: AppRestoreOptions): Promise<void> =>
  withPlan(settings, options, async (repository, plan) => {
    const { reader, ledger, view } = repository;
    await asOwner(settings, async ({ adminUrl, runtimeUrl }) => {
      const opened = { view, reader, keys: ledger.keys, appKey: ledger.appKey, target: { url: adminUrl } };
      const reading = await appReading(opened, plan, app);
      const going = await timed(repository, { command: `app-${mode}`, steps: STEPS, work: workOf(reading) });
      const parts: AppRestoreParts = { ...opened, progress: going.show };
      const described = { app, snapshot: plan.snapshot.number, to: momentOf(plan), estimatedSeconds: going.estimatedSeconds };
      const show = (came: object, lines: readonly string[]): void => say(options.json ? JSON.stringify({ ...described, ...came }, undefined, 2) : lines.join('\n'));
      if (options.dryRun) {
        const preview = await previewApp(parts, plan, app);
        return show(preview, previewLines(plan, preview, going.estimatedSeconds));
      }
      const [came, lines] = await onDatabase(runtimeUrl, (database) => act(settings, repository, { parts, plan, database, app: app as AppId, mode, directory: resolve(output) })).finally(going.end);
      // Where it was there already, what it takes to make it was not measured.
      const seconds = reading.isThere && going.estimatedSeconds === undefined ? undefined : await going.record();
      show({ ...came, seconds }, lines);
    });
  });

/** What each step goes by. */
const workOf = ({ bytes, segments, isThere }: AppReading): Record<AppRestoreProgress['step'], number> =>
  ({ loading: isThere ? 0 : bytes, replaying: isThere ? 0 : segments, comparing: bytes, replacing: bytes, exporting: bytes });

interface Acting {
  readonly parts: AppRestoreParts;
  readonly plan: RestorePlan;
  readonly database: Database;
  readonly app: AppId;
  readonly mode: AppRestoreOptions['mode'];
  readonly directory: string;
}

/** Answers what came of it, and what is told of that. */
async function act(settings: Settings, repository: OpenRepository, acting: Acting): Promise<readonly [object, readonly string[]]> {
  const { parts, plan, app, mode, directory } = acting;
  if (mode === 'side-by-side') {
    const beside = await restoreBeside(parts, plan, app);
    return [beside, besideLines(app, plan, beside)];
  }
  if (mode === 'export') {
    const exported = await exportInto(settings, { ...acting, keyring: await keyringOf(settings, repository, acting.database) });
    return [{ directory, ...exported }, exportedLines(plan, directory, exported)];
  }
  const done = await replace(settings, repository, acting);
  return [done, replacedLines(plan, done)];
}

interface Done extends Replaced {
  /** Rows of what was erased since, which were removed again. */
  readonly purged: number;
  readonly files: number;
  readonly missingFiles: readonly string[];
}

/** By whoever opened the backups, which may be a recovery key. */
async function keyringOf(settings: Settings, { access }: OpenRepository, database: Database): Promise<Keyring> {
  const roots = await openRootKeys(database.system(), access);
  return makeKeyring({ roots, store: await openKeyStore(settings.keyStore), installation: { environment: settings.env, region: settings.region } });
}

/** Rows first, then what no transaction can do: done again, it goes on. */
async function replace(settings: Settings, repository: OpenRepository, { parts, plan, database, app }: Acting): Promise<Done> {
  const { view, reader } = repository;
  const keyring = await keyringOf(settings, repository, database);
  const hooked = { database, targets: erasureTargets(keyring), appId: app };
  const replaced = await replaceApp(parts, plan, app, replaceHooks({ ...hooked, moment: { snapshot: plan.snapshot.number, to: momentOf(plan) } }));
  const purged = await purgeAgain(hooked);
  const names = await database.app(app).transaction(async (tx) => {
    await seeHidden(tx);
    return (await tx.query<{ name: string }>('select object_name as name from attachments where app_id = $1 order by 1', [app])).map(({ name }) => name);
  });
  const { files, missing } = await restoreFiles({ reader, store: openFileStore(settings.attachmentStore), known: (await view.snapshot(plan.snapshot.number)).files }, names);
  return { ...replaced, purged, files, missingFiles: missing };
}

/** `parley restore discard` */
export async function discardApp(settings: Settings, app: string): Promise<void> {
  const was = await asOwner(settings, ({ adminUrl }) => discardShadow({ target: { url: adminUrl } }, app));
  say(was ? 'It is dropped.' : 'There is nothing beside this app.');
}

const line = ({ table, then, added, changed, removed }: RestoredBeside['tables'][number]): string => `${table}: ${then} rows then; since then ${added} added, ${changed} changed, ${removed} removed`;

const previewLines = (plan: RestorePlan, { isThere, chunks, bytes, segments, tables }: Awaited<ReturnType<typeof previewApp>>, estimatedSeconds: number | undefined): string[] => [
  isThere ? 'It lies beside the living rows already: nothing would be read.' : `Of snapshot ${plan.snapshot.number} ${chunks} chunks with ${bytes} bytes of rows would be read, and ${segments} segments after it.`,
  ...(estimatedSeconds === undefined ? [] : [`It would take some ${estimatedSeconds} s, by how long it took the last time.`]),
  ...(tables ?? []).map(line),
];

const besideLines = (app: string, plan: RestorePlan, { schema, transactions, tables }: RestoredBeside): string[] => [
  `The app as it was at ${momentOf(plan)} lies in the schema ${schema}: snapshot ${plan.snapshot.number}, and ${transactions} transactions after it.`,
  ...tables.map(line),
  `The same command with --mode replace puts it in the place of what is there now; parley restore discard --of ${app} drops it.`,
];

function replacedLines(plan: RestorePlan, done: Done): string[] {
  const { deleted, inserted, updated, held } = countsOf(done);
  return [
    `The app is as it was at ${momentOf(plan)}: ${deleted} rows went, ${inserted} came back, ${updated} were changed.`,
    ...(done.purged > 0 ? [`${done.purged} rows of what was erased since are removed again.`] : []),
    `Files: ${done.files} brought back${done.missingFiles.length > 0 ? `, ${done.missingFiles.length} are in no zone` : ''}.`,
    ...(held > 0 ? [`${held} events and deliveries that waited then are held, as their targets may have had them: parley restore release sends them, --discard drops them.`] : []),
  ];
}
