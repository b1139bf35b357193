import { replaceApp, restoreFiles, type AppRestoreParts, type BackupReader, type Replaced, type RestorePlan } from '@parley/backup';
import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId, Settings } from '@parley/kernel';
import { openFileStore } from '@parley/object-store';
import { seeHidden, type Database } from '@parley/persistence';
import { erasureTargets } from '@parley/platform';
import { countsOf, purgeAgain, replaceHooks } from './app-restore-hooks.js';
import { momentOf } from './planned-restore.js';

export interface Replacing {
  readonly parts: AppRestoreParts;
  readonly plan: RestorePlan;
  readonly database: Database;
  readonly keyring: Keyring;
  readonly app: AppId;
  readonly reader: BackupReader;
}

/** What came of it. */
export interface ReplacedInto extends Replaced {
  /** Rows of what was erased since, which were removed again. */
  readonly purged: number;
  readonly files: number;
  readonly missingFiles: readonly string[];
}

/** Rows first, then what no transaction can do: done again, it goes on. */
export async function replaceInto(settings: Settings, { parts, plan, database, keyring, app, reader }: Replacing): Promise<ReplacedInto> {
  const hooked = { database, targets: erasureTargets(keyring), appId: app };
  const replaced = await replaceApp(parts, plan, app, replaceHooks({ ...hooked, moment: { snapshot: plan.snapshot.number, to: momentOf(plan) } }));
  const purged = await purgeAgain(hooked);
  const names = await database.app(app).transaction(async (tx) => {
    await seeHidden(tx);
    return (await tx.query<{ name: string }>('select object_name as name from attachments where app_id = $1 order by 1', [app])).map(({ name }) => name);
  });
  const { files, missing } = await restoreFiles({ reader, store: openFileStore(settings.attachmentStore), known: (await parts.view.snapshot(plan.snapshot.number)).files }, names);
  return { ...replaced, purged, files, missingFiles: missing };
}

/** What is told of it. */
export function replacedLines(plan: RestorePlan, done: ReplacedInto): string[] {
  const { deleted, inserted, updated, held } = countsOf(done);
  return [
    `The app is as it was at ${momentOf(plan)}: ${deleted} rows went, ${inserted} came back, ${updated} were changed.`,
    ...(done.purged > 0 ? [`${done.purged} rows of what was erased since are removed again.`] : []),
    `Files: ${done.files} brought back${done.missingFiles.length > 0 ? `, ${done.missingFiles.length} are in no zone` : ''}.`,
    ...(held > 0 ? [`${held} events, deliveries and messages to channels that waited then are held, as their targets may have had them: parley restore release sends them, --discard drops them.`] : []),
  ];
}
