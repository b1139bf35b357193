import { resolve } from 'node:path';
import { appReading, discardShadow, previewApp, restoreBeside, type AppReading, type AppRestoreParts, type AppRestoreProgress, type RestoredBeside, type RestorePlan } from '@parley/backup';
import { makeKeyring, openKeyStore, openRootKeys, type Keyring } from '@parley/crypto-at-rest';
import type { AppId, Settings } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { asOwner } from '../database/as-owner.js';
import { onDatabase } from '../database/on-database.js';
import { say } from '../report.js';
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
  const keyring = await keyringOf(settings, repository, acting.database);
  // Loaded late: each brings much of the product with it.
  if (mode === 'export') {
    const { exportedLines, exportInto } = await import('./app-export.js');
    const exported = await exportInto(settings, { ...acting, keyring });
    return [{ directory, ...exported }, exportedLines(plan, directory, exported)];
  }
  const { replacedLines, replaceInto } = await import('./app-replace.js');
  const done = await replaceInto(settings, { ...acting, keyring, reader: repository.reader });
  return [done, replacedLines(plan, done)];
}

/** By whoever opened the backups, which may be a recovery key. */
async function keyringOf(settings: Settings, { access }: OpenRepository, database: Database): Promise<Keyring> {
  const roots = await openRootKeys(database.system(), access);
  return makeKeyring({ roots, store: await openKeyStore(settings.keyStore), installation: { environment: settings.env, region: settings.region } });
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
