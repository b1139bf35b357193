import type { TestDatabase } from '@parley/testing';
import pg from 'pg';

/** What a writer's transaction left of an app's users, and when it was over, by the database's clock in microseconds. */
interface Left {
  readonly at: number;
  readonly rows: readonly string[];
}

const NOW = '(extract(epoch from clock_timestamp()) * 1000000)::bigint::text as now';

/** A writer for each of several apps, or for some of them, who alone changes their users, and keeps what they were after each of his transactions. */
export class LogOfApps {
  private readonly left = new Map<string, Left[]>();
  private stopped = false;
  private readonly running: Promise<void>[];

  private readonly avoided = new Set<string>();

  constructor(private readonly database: Pick<TestDatabase, 'adminUrl'>, apps: readonly string[], writers = apps.length) {
    this.running = Array.from({ length: writers }, (_, writer) => this.write(apps.filter((_app, index) => index % writers === writer)));
    for (const each of this.running) each.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  /** What they are now: nobody changes them any more. */
  last(app: string): readonly string[] {
    return this.left.get(app)?.at(-1)?.rows ?? [];
  }

  /** When transactions of an app were over that ended after a moment. */
  since(app: string, from: number): readonly number[] {
    return (this.left.get(app) ?? []).map(({ at }) => at).filter((at) => at > from);
  }

  /** Nothing more is written in an app; the transaction that is under way may still end. */
  avoid(app: string): void {
    this.avoided.add(app);
  }

  /** The writer's users of an app, as `id name`, at a moment in which none of his transactions was under way: the last such one until `to`. */
  at(app: string, to: number): { readonly moment: number; readonly rows: readonly string[] } {
    const log = this.left.get(app) ?? [];
    const last = log.findLast(({ at }) => at <= to);
    if (!last) throw new Error('The writer had written nothing yet');
    return { moment: last.at, rows: last.rows };
  }

  private async write(apps: readonly string[]): Promise<void> {
    const client = new pg.Client(this.database.adminUrl);
    await client.connect();
    const users = new Map(apps.map((app) => [app, new Map<string, string>()]));
    for (const app of apps) this.left.set(app, []);
    try {
      for (let n = 1; !this.stopped; n += 1) {
        for (const app of apps) if (!this.avoided.has(app)) this.left.get(app)?.push(await transaction(client, app, n, users.get(app) ?? new Map<string, string>()));
      }
    } finally {
      await client.end();
    }
  }
}

/** Adds a user, and now and then deletes or changes one; in `users` too, which says by id what there is. */
async function transaction(client: pg.Client, app: string, n: number, users: Map<string, string>): Promise<Left> {
  await client.query('begin');
  await client.query(`insert into users (app_id, id, brand_id, signed_up_at, created_at, sealed_details) values ($1, $2, 'new', now(), now(), '')`, [app, `w-${n}`]);
  users.set(`w-${n}`, 'new');
  if (n % 3 === 0) {
    await client.query('delete from users where app_id = $1 and id = $2', [app, `w-${n - 2}`]);
    users.delete(`w-${n - 2}`);
  }
  if (n % 4 === 0) {
    await client.query(`update users set brand_id = $3 where app_id = $1 and id = $2`, [app, `w-${n - 1}`, `changed-${n}`]);
    users.set(`w-${n - 1}`, `changed-${n}`);
  }
  await client.query('commit');
  const { rows: [row] } = await client.query<{ now: string }>(`select ${NOW}`);
  return { at: Number(row?.now), rows: [...users].map(([id, is]) => `${id} ${is}`).sort() };
}
