import { cpus, loadavg, totalmem } from 'node:os';
import pg from 'pg';

const GIB = 2 ** 30;

/** A sentence when others keep the machine busy; to be asked before the bench starts anything. */
export function busyness(load = loadavg()[0] ?? 0, cores = cpus().length): string | undefined {
  if (load < cores / 4) return undefined;
  return `The machine was busy before the bench began (load average ${load.toFixed(1)} on ${cores} cores): trust no figure, and ratios only roughly.`;
}

/** On what it was measured, and whether commits were durable. */
export async function machine(databaseUrl: string): Promise<string> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  const setting = async (name: string): Promise<string> =>
    (await client.query<{ value: string }>('select current_setting($1) as value', [name])).rows[0]?.value ?? '?';
  const [version, commit, fsync] = [await setting('server_version'), await setting('synchronous_commit'), await setting('fsync')];
  await client.end();
  const cores = cpus();
  return [
    `${cores[0]?.model ?? 'unknown CPU'}, ${cores.length} cores, ${Math.round(totalmem() / GIB)} GiB, ${process.platform}`,
    `Node ${process.version}, PostgreSQL ${version} (synchronous_commit ${commit}, fsync ${fsync})`,
  ].join('\n');
}
