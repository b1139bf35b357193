/** Is drawn by lot in each database. */
const REPOSITORY = /(?<=INSERT INTO public\.backup_repository VALUES \(.*)'[0-9a-f]{32}'/;
/** When a row was written: in each database when it is made. */
const MADE_AT = /'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[\d.]*[+-][\d:]+'/g;
/** What psql obeys and the server does not know, and by which versions the dump was made. */
const NOT_FOR_THE_SERVER = /^(?:\\(?:un)?restrict .*|-- Dumped (?:from|by) .*)\n/gm;

/** The committed script, of what pg_dump says of a database that all migrations have run in. Throws where that has no repository's id. */
export function baselineOf(dump: string, migrations: readonly string[], oldestCode: string | undefined): string {
  if (!REPOSITORY.test(dump)) throw new Error('The dump has no id of a repository where one was');
  return [
    `-- Of ${JSON.stringify(migrations)}`, '-- Written by `npm run schema`: not to be changed by hand (docs/decisions/0125).',
    dump.replace(NOT_FOR_THE_SERVER, '').replace(REPOSITORY, `replace(gen_random_uuid()::text, '-', '')`).replace(MADE_AT, 'now()').trim(),
    ...(oldestCode === undefined ? [] : [`UPDATE public.parley_meta SET oldest_code = '${oldestCode}';`]), '',
  ].join('\n');
}
