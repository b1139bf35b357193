/** SQL of the row-level policies, written once so that no table's differs by accident. */

/** Rows of one app and of nobody else: what customers said, and who they are. */
export const appRowsOnly = (table: string, column = 'app_id'): string =>
  policy(table, `${column} = current_setting('parley.scope', true)`);

/** Rows of one app that workers and guards also reach across apps. */
export const appRowsOrSystem = (table: string, column = 'app_id'): string =>
  policy(table, `${column} = current_setting('parley.scope', true) or current_setting('parley.scope', true) = '*'`);

/** Forced, so that it also binds the owner; without a scope no row is seen and none can be written. */
export const policy = (table: string, condition: string): string => `
  alter table ${table} enable row level security;
  alter table ${table} force row level security;
  create policy ${table}_scope on ${table} using (${condition}) with check (${condition});`;
