import type pg from 'pg';

/** What a table is loaded without, in the order in which it is put back. */
export const KINDS = ['primary', 'unique', 'index', 'foreign', 'trigger', 'forced'] as const;
export type DefinitionKind = (typeof KINDS)[number];

/** One thing that the catalog says of a table, and the statements that take it away and bring it back as it was. */
export interface Definition {
  readonly kind: DefinitionKind;
  readonly table: string;
  readonly name: string;
  readonly drop: string;
  readonly create: string;
  /** Of a foreign key: that all rows obey it, which is looked at apart, as that keeps nobody out. */
  readonly validate: string | null;
  /** Of a primary key: statements that bring it back while others read the table, which `create` keeps out. Nothing where there are none. */
  readonly beside?: string | null;
}

/** Tables that say what the schema is: nothing is loaded into them. */
const OF_THE_SCHEMA = ['parley_meta', 'parley_migrations'];

const TABLES = `
  select oid, oid::regclass::text as name, relname, relforcerowsecurity from pg_class
  where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> all($1::text[])`;

const DEFINITIONS = `
  with tables as (${TABLES})
  select case contype when 'f' then 'foreign' when 'p' then 'primary' else 'unique' end as kind, t.relname as table, conname as name,
    format('alter table %s drop constraint %I', t.name, conname) as drop,
    format('alter table %s add constraint %I %s', t.name, conname, pg_get_constraintdef(c.oid)) || case when contype = 'f' and convalidated then ' not valid' else '' end as create,
    case when contype = 'f' and convalidated then format('alter table %s validate constraint %I', t.name, conname) end as validate,
    case when contype = 'p' and not condeferrable then format('%s; alter table %s add constraint %I primary key using index %I', pg_get_indexdef(conindid), t.name, conname, conname) end as beside
  from pg_constraint c join tables t on t.oid = conrelid where contype in ('p', 'u', 'x', 'f')
  union all
  select 'index', t.relname, i.relname, format('drop index %s', i.oid::regclass), pg_get_indexdef(i.oid), null, null
  from pg_index x join tables t on t.oid = indrelid join pg_class i on i.oid = indexrelid
  where not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x'))
  union all
  select 'trigger', t.relname, tgname, format('drop trigger %I on %s', tgname, t.name),
    pg_get_triggerdef(g.oid) || case tgenabled
      when 'D' then format('; alter table %s disable trigger %I', t.name, tgname)
      when 'R' then format('; alter table %s enable replica trigger %I', t.name, tgname)
      when 'A' then format('; alter table %s enable always trigger %I', t.name, tgname) else '' end, null, null
  from pg_trigger g join tables t on t.oid = tgrelid where not tgisinternal
  union all
  select 'forced', relname, 'row level security', format('alter table %s no force row level security', name), format('alter table %s force row level security', name), null, null
  from tables where relforcerowsecurity`;

/** What there is now. */
async function readDefinitions(client: pg.Client): Promise<Definition[]> {
  const { rows } = await client.query<Definition>(DEFINITIONS, [OF_THE_SCHEMA]);
  return rows.sort((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind));
}

/** Takes what there is of some kinds away; answers that and what was taken before. In a transaction of the caller's. */
export async function takeAway(client: pg.Client, kinds: readonly DefinitionKind[], taken: readonly Definition[]): Promise<Definition[]> {
  const present = (await readDefinitions(client)).filter(({ kind }) => kinds.includes(kind));
  // Foreign keys rest on keys, the rest on nothing.
  const foreignFirst = present.toSorted((one, other) => Number(other.kind === 'foreign') - Number(one.kind === 'foreign'));
  if (foreignFirst.length > 0) await client.query(foreignFirst.map((definition) => definition.drop).join(';\n'));
  // One that was put back, but not yet looked at, is as it was taken.
  const known = new Set(taken.map(identity));
  return [...taken, ...present.filter((definition) => !known.has(identity(definition)))];
}

const identity = ({ kind, table, name }: Definition): string => JSON.stringify([kind, table, name]);

/** Those that are not there, or are foreign keys that nobody has looked at yet. */
export async function missingOf(client: pg.Client, definitions: readonly Definition[]): Promise<Definition[]> {
  const there = new Map((await readDefinitions(client)).map((definition) => [identity(definition), definition]));
  return definitions.filter((definition) => {
    const present = there.get(identity(definition));
    return !present || (definition.validate !== null && present.validate === null);
  });
}
