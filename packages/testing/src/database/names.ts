/** The role that the apps use: it owns no table. */
export const RUNTIME_ROLE = { name: 'parley_runtime', password: 'runtime' };

/** The role that reads for backups. */
export const BACKUP_ROLE = { name: 'parley_backup', password: 'backup' };

/** The migrated, empty database that every spec's database is a copy of. */
export const TEMPLATE = 'parley_template';
