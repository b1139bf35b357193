import { monotonicClock, type Logger } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { isLost, type NamedSecrets } from '../ledger/lost-secret.js';
import { recordRun } from './runs.queries.js';

/** It is written down again before runs of its age are purged: milliseconds. */
const NOTED_MS = 86_400_000;
const KNOWN = "select (result->>'lost')::int as lost from backup_runs where kind = 'keys' and state = 'done' and result ? 'lost' order by ended_at desc limit 1";

/** How many of its objects the key store has lost, as whoever writes backups found last. In the system scope. */
export async function lostSecrets(sql: Sql): Promise<number> {
  return (await sql.query<{ lost: number }>(KNOWN))[0]?.lost ?? 0;
}

export interface LostSecretsParts extends NamedSecrets {
  /** In the system scope. */
  readonly sql: Sql;
  /** One of those that the database names, whichever. */
  readonly sample: () => Promise<readonly string[]>;
  readonly logger: Pick<Logger, 'error' | 'info'>;
}

/** Knows what the key store has lost for as long as it is not back, and writes down how many that are: an alarm goes by it. */
export class LostSecrets {
  private readonly names = new Set<string>();
  private noted: number | undefined;
  private notedAt = 0;

  constructor(private readonly parts: LostSecretsParts) {}

  /** One that was found to be lost. */
  readonly add = (secret: string): void => {
    if (this.names.size === 0) this.parts.logger.error({ secret }, 'The key store lacks what the database names, or has an earlier state of it, and what that sealed opens no more: mount its disk, or bring it back as it was last. Zones keep their copies of it');
    this.names.add(secret);
  };

  /** Whether what was lost is back, and whether one of all is there: a disk that is away shows at once. */
  async look(): Promise<void> {
    for (const name of await this.parts.sample()) if (await isLost(this.parts, name)) this.add(name);
    if (this.names.size === 0) return;
    await this.forgetWhatIsBack();
    await this.note();
  }

  /** To be called when all of it was compared. */
  async compared(): Promise<void> {
    await this.forgetWhatIsBack();
    // What the worker before this one found.
    if (this.names.size === 0) this.noted ??= await lostSecrets(this.parts.sql);
    await this.note();
  }

  /** Until one is met that is not. */
  private async forgetWhatIsBack(): Promise<void> {
    if (this.names.size === 0) return;
    for (const name of this.names) {
      if (await isLost(this.parts, name)) return;
      this.names.delete(name);
    }
    this.parts.logger.info('The key store has again what the database names');
  }

  private async note(): Promise<void> {
    const lost = this.names.size;
    const isOld = lost > 0 && monotonicClock() - this.notedAt > NOTED_MS;
    if (lost === this.noted && !isOld) return;
    await recordRun(this.parts.sql, 'keys', 'worker', new Date(), { lost });
    [this.noted, this.notedAt] = [lost, monotonicClock()];
  }
}
