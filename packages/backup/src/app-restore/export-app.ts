import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { BackupFault } from '../backup-fault.js';
import type { RestorePlan } from '../restore/plan/restore-plan.js';
import type { AppRestoreParts } from './app-restore.types.js';
import type { AppTable } from './app-tables.js';
import type { Exported, ExportedTable, ExportOptions } from './export.types.js';
import { ExportedFiles } from './export-files.js';
import { exportTable } from './export-table.js';
import { withShadow } from './restore-beside.js';
import { dropShadow, inShadow } from './shadow.js';

/** Which form the files have. */
const FORMAT = 1;

/** The tables of an export, as the snapshot has them, and how each is read. */
type Chosen = ReadonlyMap<AppTable, ExportOptions['tables'][number]>;

/**
 * Writes an app as it was at a moment into a directory that only its owner may read: opened, a file of JSON lines for each
 * table, and attachments' files beside (docs/backups.md, "One app"). The directory has its name once it is whole; what an
 * interrupted run left is removed. The living tables are only read. Raises as `restoreBeside` does, and BackupFault
 * `occupied` where the directory has something in it.
 */
export async function exportApp(parts: AppRestoreParts, plan: RestorePlan, app: string, options: ExportOptions): Promise<Exported> {
  await requireEmpty(options.directory);
  return withShadow(parts, plan, app, async ({ client, tables }) => {
    const chosen: Chosen = new Map(tables.flatMap((table) => options.tables.flatMap((each) => (each.table === table.name ? [[table, each] as const] : []))));
    const counts = await countRows(client, app, chosen);
    const total = [...counts.values()].reduce((sum, rows) => sum + rows, 0);
    await options.before({ rows: total, attachments: counts.get('attachments') ?? 0 });
    const unfinished = `${options.directory}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
    const exported = await write(client, { parts, plan, app, options, chosen, total, into: unfinished });
    await writeFile(join(unfinished, 'export.json'), `${JSON.stringify({ format: FORMAT, app, ...momentOf(plan), ...exported }, undefined, 2)}\n`, { mode: 0o600, flush: true });
    await rename(unfinished, options.directory);
    await dropShadow(client, app);
    return exported;
  });
}

interface Writing {
  readonly parts: AppRestoreParts;
  readonly plan: RestorePlan;
  readonly app: string;
  readonly options: ExportOptions;
  readonly chosen: Chosen;
  readonly total: number;
  readonly into: string;
}

async function write(client: pg.Client, { parts, plan, app, options, chosen, total, into }: Writing): Promise<Exported> {
  const snapshot = await parts.view.snapshot(plan.snapshot.number);
  const files = await ExportedFiles.into(join(into, 'attachments'), { reader: parts.reader, store: options.files, known: snapshot.files });
  const tables: ExportedTable[] = [];
  let done = 0;
  const read = (rows: number): void => parts.progress?.({ step: 'exporting', done: (done += rows), total });
  read(0);
  for (const [table, readable] of chosen) {
    tables.push(await exportTable(client, { app, table, readable, options, file: join(into, `${table.name}.ndjson`), files, read }));
  }
  return { tables, files: files.written, missingFiles: files.missing };
}

const momentOf = ({ snapshot, to, reaches }: RestorePlan) => ({ snapshot: snapshot.number, to: new Date((to ?? reaches) / 1000).toISOString() });

async function countRows(client: pg.Client, app: string, chosen: Chosen): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { name } of chosen.keys()) {
    const { rows: [row] } = await client.query<{ rows: number }>(`select count(*)::int as rows from ${inShadow(app, name)}`);
    counts.set(name, row?.rows ?? 0);
  }
  return counts;
}

async function requireEmpty(directory: string): Promise<void> {
  const there = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (there.length > 0) throw new BackupFault('occupied', `${directory} is not empty: an export makes its directory`);
}
