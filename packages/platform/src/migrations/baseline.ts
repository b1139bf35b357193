import { readFileSync } from 'node:fs';
import type { Baseline } from '@parley/persistence';

/** Written by `npm run schema`; its first line names the migrations. */
const SCRIPT = new URL('../../schema/baseline.sql', import.meta.url);

/** The tables of an empty database, which `migrate` makes by one script (docs/decisions/0125). */
export function readBaseline(): Baseline {
  const sql = readFileSync(SCRIPT, 'utf8');
  return { migrations: JSON.parse(sql.slice(sql.indexOf('['), sql.indexOf('\n'))) as string[], sql };
}
