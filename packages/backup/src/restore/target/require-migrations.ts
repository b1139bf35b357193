import type { Sql } from '@parley/persistence';
import { BackupFault } from '../../backup-fault.js';
import type { SnapshotManifest } from '../../format/manifest.types.js';
import { migrationsOf } from '../../snapshot/published-schema.js';

/** Raises BackupFault `different`, with their names, where the target went through other migrations than the snapshot's database. */
export async function requireMigrations(target: Pick<Sql, 'query'>, { migrations }: Pick<SnapshotManifest, 'migrations'>): Promise<void> {
  const done = await migrationsOf(target);
  const [lacks, has] = [migrations.filter((name) => !done.includes(name)), done.filter((name) => !migrations.includes(name))];
  if (lacks.length === 0 && has.length === 0) return;
  const said = [...(lacks.length > 0 ? [`it lacks ${lacks.join(', ')}`] : []), ...(has.length > 0 ? [`it has ${has.join(', ')} as well`] : [])];
  throw new BackupFault('different', `This version of Parley has other migrations than the one that wrote the snapshot: ${said.join(', and ')}. Restore with the version that wrote it`);
}
