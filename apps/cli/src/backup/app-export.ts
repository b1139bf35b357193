import { operatorOn, recordAct } from '@parley/audit-log';
import { exportApp, type AppRestoreParts, type Exported, type RestorePlan } from '@parley/backup';
import type { Keyring } from '@parley/crypto-at-rest';
import { listErasures } from '@parley/erasure';
import type { AccountId, AppId, Settings } from '@parley/kernel';
import { openFileStore } from '@parley/object-store';
import type { Database } from '@parley/persistence';
import { erasedSince, EXPORTED } from '@parley/platform';
import { momentOf } from './planned-restore.js';

export interface Exporting {
  readonly parts: AppRestoreParts;
  readonly plan: RestorePlan;
  readonly database: Database;
  readonly keyring: Keyring;
  readonly app: AppId;
  readonly directory: string;
}

/** Writes an app as it was into a directory, opened; that it is done is on the record before the first row is opened. */
export async function exportInto(settings: Settings, { parts, plan, database, keyring, app, directory }: Exporting): Promise<Exported> {
  const erasures = await listErasures(database, { appId: app, all: true });
  return exportApp(parts, plan, app, {
    directory, tables: EXPORTED, erased: erasedSince(erasures, plan.to ?? plan.reaches), files: openFileStore(settings.attachmentStore),
    open: (cells) => keyring.open(database.app(app), cells),
    before: ({ rows, attachments }) => database.app(app).transaction(async (tx) => {
      const [row] = await tx.query<{ account_id: AccountId }>('select account_id from apps where id = $1', [app]);
      const details = { snapshot: plan.snapshot.number, to: momentOf(plan), rows, attachments };
      await recordAct(tx, { ...operatorOn(row?.account_id), appId: app }, { action: 'app:export', target: { type: 'app', id: app }, details });
    }),
  });
}

/** What is told of it. */
export function exportedLines(plan: RestorePlan, directory: string, { tables, files, missingFiles }: Exported): string[] {
  const sum = (of: 'rows' | 'leftOut' | 'unreadable'): number => tables.reduce((all, each) => all + each[of], 0);
  return [
    `The app as it was at ${momentOf(plan)} lies in ${directory}, readable: ${sum('rows')} rows of ${tables.length} tables, ${files} files.`,
    ...(sum('leftOut') > 0 ? [`${sum('leftOut')} rows of what was deleted since, for good or about to be, are left out.`] : []),
    ...(sum('unreadable') > 0 ? [`${sum('unreadable')} values are empty: they were erased since, or their keys are gone.`] : []),
    ...(missingFiles.length > 0 ? [`${missingFiles.length} attachments are without their file.`] : []),
  ];
}
