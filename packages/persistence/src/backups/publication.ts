/** The publication by which backups read what changes (packages/backup). */
export const PUBLICATION = 'parley_backup';

/**
 * SQL for a migration that makes a table whose rows belong into backups, after its `create table`. Nothing where the table
 * is in the publication already, or no publication is there yet: the migration that makes it takes all tables it finds.
 * A table with rows in it needs a primary key, or PostgreSQL refuses to change them.
 */
export const inBackups = (table: string): string => `
  do $$
  begin
    if exists (select from pg_publication where pubname = '${PUBLICATION}')
      and not exists (select from pg_publication_tables where pubname = '${PUBLICATION}' and schemaname = 'public' and tablename = '${table}') then
      alter publication ${PUBLICATION} add table public.${table};
    end if;
  end $$;`;
