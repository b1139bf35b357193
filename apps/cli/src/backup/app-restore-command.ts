import { discardShadow, previewApp, replaceApp, restoreBeside, restoreFiles, type AppRestoreParts, type AppRestoreProgress, type Replaced, type RestoredBeside, type RestorePlan } from '@parley/backup';
import { makeKeyring, openKeyStore, openRootKeys, type Keyring } from '@parley/crypto-at-rest';
import type { AppId, Settings } from '@parley/kernel';
import { openFileStore } from '@parley/object-store';
import { seeHidden, type Database } from '@parley/persistence';
import { erasureTargets } from '@parley/platform';
import { asOwner } from '../database/as-owner.js';
import { onDatabase } from '../database/on-database.js';
import { stepProgress } from '../progress.js';
import { say } from '../report.js';
import { resolve } from 'node:path';
import { exportedLines, exportInto } from './app-export.js';
import { countsOf, purgeAgain, replaceHooks } from './app-restore-hooks.js';
import type { OpenRepository } from './open-repository.js';
import { momentOf, withPlan, type RestoreOptions } from './planned-restore.js';

export interface AppRestoreOptions extends RestoreOptions {
  readonly app: string;
  readonly mode: 'side-by-side' | 'replace' | 'export';
  /** Of an export: the directory that it makes. */
  readonly output?: string;
}

const STEPS: Readonly<Record<AppRestoreProgress['step'], string>> = { loading: 'Rows of the app in the snapshot, in bytes', replaying: 'Segments', comparing: 'Rows compared', exporting: 'Rows opened' };

/** `parley restore --app`: in the living database. */
export const restoreApp = (settings: Settings, { app, mode, output = '', ...options }: AppRestoreOptions): Promise<void> =>
  withPlan(settings, options, async (repository, plan) => {
    const { reader, ledger, view } = repository;
    await asOwner(settings, async ({ adminUrl, runtimeUrl }) => {
      const progress = stepProgress(STEPS);
      const parts: AppRestoreParts = { view, reader, keys: ledger.keys, appKey: ledger.appKey, target: { url: adminUrl }, progress: progress.show };
      const described = { app, snapshot: plan.snapshot.number, to: momentOf(plan) };
      const show = (came: object, lines: readonly string[]): void => {
        progress.end();
        say(options.json ? JSON.stringify({ ...described, ...came }, undefined, 2) : lines.join('\n'));
      };
      if (options.dryRun) {
        const preview = await previewApp(parts, plan, app);
        return show(preview, [`Of snapshot ${plan.snapshot.number} ${preview.chunks} chunks with ${preview.bytes} bytes of rows would be read, and ${preview.segments} segments after it.`, ...(preview.tables ?? []).map(line)]);
      }
      if (mode === 'side-by-side') {
        const beside = await restoreBeside(parts, plan, app);
        return show(beside, besideLines(app, plan, beside));
      }
      if (mode === 'export') {
        const directory = resolve(output);
        const exported = await onDatabase(runtimeUrl, async (database) =>
          exportInto(settings, { parts, plan, database, keyring: await keyringOf(settings, repository, database), app: app as AppId, directory }));
        return show({ directory, ...exported }, exportedLines(plan, directory, exported));
      }
      const done = await onDatabase(runtimeUrl, (database) => replace(settings, repository, { parts, plan, database, app: app as AppId }));
      return show(done, replacedLines(plan, done));
    });
  });

interface Replacing {
  readonly parts: AppRestoreParts;
  readonly plan: RestorePlan;
  readonly database: Database;
  readonly app: AppId;
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
async function replace(settings: Settings, repository: OpenRepository, { parts, plan, database, app }: Replacing): Promise<Done> {
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
