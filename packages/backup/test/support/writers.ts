import type { TestDatabase } from '@parley/testing';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** A transaction whose end its writer was told, and the database's time before it and after. */
export interface Told {
  readonly began: number;
  readonly ended: number;
}

const NOW = '(extract(epoch from clock_timestamp()) * 1000000)::bigint::text as now';
/** Wide enough to lie out of line, so that the stream does not repeat it. */
const WIDE = 6000;

/**
 * Writers who keep a log of what they were told: transaction n of a writer inserts his nth row, counts in his first one, whose
 * wide value it leaves alone, and now and then deletes or changes an older one.
 */
export class Writers {
  readonly logs: Told[][];
  /** The wide values, which never change. */
  readonly wide: string[];
  private stopped = false;
  private readonly running: Promise<void>[];

  constructor(
    private readonly database: Pick<TestDatabase, 'adminUrl'>,
    private readonly appIds: readonly string[],
    count: number,
    /** Between two transactions of a writer, in milliseconds. */
    private readonly restMs = 0,
  ) {
    this.logs = Array.from({ length: count }, () => []);
    this.wide = this.logs.map(() => randomBytes(WIDE).toString('hex'));
    this.running = this.logs.map((log, writer) => this.write(log, writer));
    for (const each of this.running) each.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  /** The rows that a writer's first `count` transactions leave, as `rowsOf` reads them. */
  expected(writer: number, count: number): string[] {
    const rows = new Map<number, string>();
    for (let n = 1; n <= count; n += 1) {
      rows.set(n, 'new');
      if (n % 5 === 4) rows.delete(n - 2);
      if (n % 7 === 6) rows.set(n - 1, 'changed');
    }
    return [...rows].map(([n, is]) => `${writer} ${n} ${is}`).sort();
  }

  /** What of a database is not as it was at `until` (µs since 1970): of each writer all that he was told before, nothing that he began after it, and nothing half. */
  differences(written: readonly Written[], until: number): string[] {
    return written.flatMap(({ transactions, rows, wide }, writer) => {
      const log = this.logs[writer] ?? [];
      const [least, most] = [log.filter(({ ended }) => ended <= until).length, log.filter(({ began }) => began <= until).length];
      return [
        ...(transactions < least || transactions > most ? [`writer ${writer} has ${transactions} transactions, and not ${least} to ${most}`] : []),
        ...(rows.join('\n') === this.expected(writer, transactions).join('\n') ? [] : [`writer ${writer} has other rows than those of ${transactions} transactions`]),
        ...(wide === this.wide[writer] ? [] : [`writer ${writer} has another wide value`]),
      ];
    });
  }

  private async write(log: Told[], writer: number): Promise<void> {
    const client = new pg.Client(this.database.adminUrl);
    await client.connect();
    const app = this.appIds[writer % this.appIds.length];
    try {
      await client.query(`insert into users (app_id, id, brand_id, signed_up_at, created_at, sealed_details) values ($1, $2, '0', now(), now(), $3)`, [app, `${writer}-0`, Buffer.from(this.wide[writer] ?? '')]);
      for (let n = 1; !this.stopped; n += 1) {
        const { rows: [began] } = await client.query<{ now: string }>(`select ${NOW}`);
        await client.query('begin');
        await client.query(`insert into users (app_id, id, brand_id, signed_up_at, created_at, sealed_details) values ($1, $2, 'new', now(), now(), '')`, [app, `${writer}-${n}`]);
        await client.query('update users set brand_id = $3 where app_id = $1 and id = $2', [app, `${writer}-0`, String(n)]);
        if (n % 5 === 4) await client.query('delete from users where app_id = $1 and id = $2', [app, `${writer}-${n - 2}`]);
        if (n % 7 === 6) await client.query(`update users set brand_id = 'changed' where app_id = $1 and id = $2`, [app, `${writer}-${n - 1}`]);
        await client.query('commit');
        const { rows: [ended] } = await client.query<{ now: string }>(`select ${NOW}`);
        log.push({ began: Number(began!.now), ended: Number(ended!.now) });
        if (this.restMs > 0) await delay(this.restMs);
      }
    } finally {
      await client.end();
    }
  }
}

/** What a database has of a writer. */
export interface Written {
  readonly transactions: number;
  readonly rows: readonly string[];
  readonly wide: string;
}

/** How many transactions of each writer a database has, their rows, and the wide values. */
export async function writtenIn(query: (text: string) => Promise<{ id: string; brand_id: string; wide: Buffer | null }[]>, count: number): Promise<Written[]> {
  const all = await query('select id, brand_id, sealed_details as wide from users');
  return Array.from({ length: count }, (_, writer) => {
    const own = all.filter(({ id }) => id.startsWith(`${writer}-`));
    const first = own.find(({ id }) => id === `${writer}-0`);
    return {
      transactions: Number(first?.brand_id ?? 0), wide: first?.wide?.toString() ?? '',
      rows: own.filter(({ id }) => id !== `${writer}-0`).map(({ id, brand_id: is }) => `${id.replace('-', ' ')} ${is}`).sort(),
    };
  });
}
