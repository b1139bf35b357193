/** Everything that the catalog says of what lies in `public`, as text: tables, columns in their order, keys, indexes, triggers, functions, policies, rights, comments. */
export async function catalogOf(query: (text: string) => Promise<object[]>): Promise<string[]> {
  const lines = await query(`
    with tables as (select * from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'S', 'v'))
    select 'table ' || relname || ' ' || concat(relkind, relpersistence, relreplident, relrowsecurity, relforcerowsecurity) || coalesce(reloptions::text, '') || coalesce(relacl::text, '') || coalesce(obj_description(oid, 'pg_class'), '') as line from tables
    union all select 'column ' || t.relname || ' ' || row_number() over (partition by t.oid order by attnum) || ' ' || a.attname || ' ' || format_type(atttypid, atttypmod) || concat(attnotnull, attidentity, attgenerated, attstorage) || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
      from tables t join pg_attribute a on t.relname !~ '^parley_migrations' and a.attrelid = t.oid and attnum > 0 and not attisdropped left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
    union all select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || concat(pg_get_constraintdef(oid), convalidated) from pg_constraint where connamespace = 'public'::regnamespace and conrelid <> 'parley_migrations'::regclass
    union all select concat('index ', pg_get_indexdef(indexrelid), indisvalid, indisprimary, indisreplident) from pg_index where indrelid in (select oid from tables where relname <> 'parley_migrations')
    union all select concat('trigger ', pg_get_triggerdef(oid), tgenabled) from pg_trigger where not tgisinternal and tgrelid in (select oid from tables)
    union all select 'policy ' || polrelid::regclass || ' ' || concat(polname, polcmd, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) from pg_policy where polrelid in (select oid from tables)
    union all select concat('function ', pg_get_functiondef(oid), proacl) from pg_proc where pronamespace = 'public'::regnamespace and prokind <> 'a'
    union all select 'comment ' || pg_describe_object(classoid, objoid, objsubid) || ' ' || description from pg_description where classoid = 'pg_class'::regclass and objoid in (select oid from tables union select indexrelid from pg_index where indrelid in (select oid from tables))
    union all select concat('published ', tablename, attnames, rowfilter) from pg_publication_tables
    union all select concat('publication ', pubname, puballtables, pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot) from pg_publication
    union all select 'migration ' || name from parley_migrations
    union all select 'schema ' || nspname from pg_namespace where nspname !~ '^pg_(temp|toast)' and nspname <> 'parley_held'`);
  return lines.map((line) => String(Object.values(line)[0])).sort();
}
