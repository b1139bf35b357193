/** The role that the apps use: it owns no table. */
export const RUNTIME_ROLE = { name: 'parley_runtime', password: 'runtime' };

/** The migrated, empty database that every spec's database is a copy of. */
export const TEMPLATE = 'parley_template';
