import { setTimeout as delay } from 'node:timers/promises';
import { withClient, type Dice, type S3Server } from '@parley/testing';
import { embeddedUrl } from './embedded-url.js';
import { eventually } from './eventually.js';
import type { RunningParley } from './running-parley.js';

export interface FaultsParts {
  readonly parley: RunningParley;
  /** Where the zone lies that is a bucket. */
  readonly far: S3Server;
  readonly dice: Dice;
}

type Befall = () => Promise<void>;

/** The database does not answer now, or somebody else still has the slot, or had it a moment ago. */
const PASSING: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P02', '57P03', '55006', '42704']);

/** What may befall backups on any machine, without a right of root: by signals, by the network, by SQL. */
export class BackupFaults<Parts extends FaultsParts = FaultsParts> {
  /** What happened, with its time, in order. */
  readonly log: string[] = [];
  /** When a slot was dropped, in milliseconds since 1970. */
  readonly drops: number[] = [];

  constructor(protected readonly parts: Parts) {}

  /** Each of these once, in an order that the dice give, and the zone away beside them; the slot is dropped after all else has befallen its chain. */
  async once(): Promise<void> {
    const kills = this.parts.dice.shuffled([() => this.kill('worker'), () => this.kill('api'), () => this.kill('postgres')]);
    await this.together([[...kills, () => this.dropSlot()], [() => this.farIs('hangs up')]], 500);
  }

  async kill(part: 'worker' | 'api' | 'postgres'): Promise<void> {
    await this.found(part);
    this.note(`kill -9 of ${part}`);
    await this.parts.parley.kill(part);
    // One that is killed again and again is started ever later.
    await this.found(part);
  }

  async farIs(how: 'silent' | 'hangs up'): Promise<void> {
    this.note(`far: ${how}`);
    this.parts.far.behave(how);
    await delay(this.some());
    this.parts.far.behave('works');
    this.note('far works');
  }

  /** Writes are done, and answered with an error: the writer cannot know. */
  async farForgets(): Promise<void> {
    this.note('far answers writes with errors, and does them');
    this.parts.far.behave({ status: 500, error: 'InternalError', of: 'PUT', afterwards: true });
    await delay(this.some());
    this.parts.far.behave('works');
    this.note('far works');
  }

  /** Behind the worker's back, which is reading from it. */
  async dropSlot(): Promise<void> {
    await eventually('a chain that is written', () => this.sql(`select from backup_chains c join pg_replication_slots s on s.slot_name = c.slot where c.ended_at is null and s.active`), 120);
    await eventually('the slot is dropped', () => this.sql(`
      select pg_terminate_backend(active_pid) from pg_replication_slots where active;
      select pg_drop_replication_slot(slot_name) from pg_replication_slots where not active`), 60);
    const at = Date.now();
    this.drops.push(at);
    this.note('the slot is dropped');
    // A chain without a segment is none that has a gap.
    await eventually('another chain', () => this.sql(`select from backup_chains c join backup_zones z on z.chain_id = c.id where c.ended_at is null and c.started_at > to_timestamp(${at / 1000})`), 120);
    this.note('another chain is written');
  }

  /** Rows of them beside each other, each in its order, with rests of `least` milliseconds and up to twice as long again. */
  protected async together(rows: readonly (readonly Befall[])[], least: number): Promise<void> {
    const rests = rows.map((row) => row.map(() => least + this.parts.dice.next(2 * least)));
    await Promise.all(rows.map(async (row, at) => {
      for (const [number, befall] of row.entries()) {
        await befall();
        await delay(rests[at]?.[number]);
      }
    }));
  }

  protected note(what: string): void {
    this.log.push(`${new Date().toISOString()} ${what}`);
  }

  protected found(part: 'worker' | 'api' | 'postgres'): Promise<unknown> {
    return eventually(part, () => this.parts.parley.find(part), 60);
  }

  /** For how long something lasts, in milliseconds. */
  protected some(): number {
    return 1500 + this.parts.dice.next(4000);
  }

  /** Whether the last statement has a row; nothing also while the database does not answer. */
  private async sql(text: string): Promise<boolean> {
    try {
      return await withClient(embeddedUrl(this.parts.parley.dataDir), async (client) => {
        const results = (await client.query(text)) as unknown as { rowCount: number } | { rowCount: number }[];
        return ([results].flat().at(-1)?.rowCount ?? 0) > 0;
      });
    } catch (error) {
      if (error instanceof Error && (/does not run|terminated unexpectedly/.test(error.message) || ('code' in error && PASSING.has(String(error.code))))) return false;
      throw error;
    }
  }
}
