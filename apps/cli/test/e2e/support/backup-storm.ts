import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { withClient, type Dice, type S3Server } from '@parley/testing';
import { embeddedUrl } from './embedded-url.js';
import { eventually } from './eventually.js';
import type { MountedFolder } from './mounted-folder.js';
import type { RunningParley } from './running-parley.js';
import type { SmallDisk } from './small-disk.js';

interface Parts {
  readonly parley: RunningParley;
  /** The zone that is a directory. */
  readonly near: MountedFolder;
  /** Where the zone lies that is a bucket. */
  readonly far: S3Server;
  /** Of the spool. */
  readonly disk: SmallDisk;
  readonly dice: Dice;
}

/** The database does not answer now, or somebody else still has the slot, or had it a moment ago. */
const PASSING: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P02', '57P03', '55006', '42704']);

/** What may befall backups, as it does in the world: by signals, by the file system, by the network, by SQL. */
export class BackupStorm {
  /** What happened, with its time, in order. */
  readonly log: string[] = [];
  /** When a slot was dropped, in milliseconds since 1970. */
  readonly drops: number[] = [];

  constructor(private readonly parts: Parts) {}

  /**
   * Each of these twice, in an order that the dice give: processes and the slot in one row, zones and the disk in another
   * beside it. A slot is dropped only after all else has befallen its chain.
   */
  async rage(): Promise<void> {
    const { dice } = this.parts;
    const kills = [() => this.kill('worker'), () => this.kill('api'), () => this.kill('postgres'), () => this.tornUpload()];
    const places = [() => this.nearIsAway(), () => this.farIs('silent'), () => this.farIs('hangs up'), () => this.farForgets(), () => this.fullDisk()];
    const drop = () => this.dropSlot();
    const rows = [[...dice.shuffled(kills), drop, ...dice.shuffled(kills), drop], [...dice.shuffled(places), ...dice.shuffled(places)]];
    const rests = rows.map((row) => row.map(() => 1500 + dice.next(3000)));
    await Promise.all(rows.map(async (row, at) => {
      for (const [number, befall] of row.entries()) {
        await befall();
        await delay(rests[at]?.[number]);
      }
    }));
  }

  async kill(part: 'worker' | 'api' | 'postgres'): Promise<void> {
    await this.found(part);
    this.note(`kill -9 of ${part}`);
    await this.parts.parley.kill(part);
    // One that is killed again and again is started ever later.
    await this.found(part);
  }

  /** The worker is killed while a file is on its way into a zone. */
  async tornUpload(): Promise<void> {
    const incoming = join(this.parts.near.path, '.incoming');
    await this.found('worker');
    const torn = (): boolean => existsSync(incoming) && readdirSync(incoming).length > 0;
    for (const until = performance.now() + 60_000; !torn(); await setImmediate()) if (performance.now() > until) throw new Error('Nothing is on its way into the zone');
    process.kill(this.parts.parley.find('worker')?.pid ?? NaN, 'SIGKILL');
    this.note('kill -9 of the worker in the middle of a write to near');
    await delay(100);
    await this.found('worker');
  }

  async nearIsAway(): Promise<void> {
    const { near } = this.parts;
    this.note('near is away');
    near.unmount();
    await delay(this.some());
    near.mount();
    this.note('near is back');
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

  async fullDisk(): Promise<void> {
    const { disk } = this.parts;
    this.note('the disk of the spool is full');
    for (const until = performance.now() + this.some(); performance.now() < until; await delay(50)) disk.fill();
    disk.free();
    this.note('the disk has room');
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

  private note(what: string): void {
    this.log.push(`${new Date().toISOString()} ${what}`);
  }

  private found(part: 'worker' | 'api' | 'postgres'): Promise<unknown> {
    return eventually(part, () => this.parts.parley.find(part), 60);
  }

  private some(): number {
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
