import { Injectable } from '@nestjs/common';
import { Database, pendingMigrations } from '@parley/persistence';
import { someWorkerLives } from '@parley/platform';
import { MIGRATIONS } from '@parley/platform/migrations';
import { sharedAnswer } from './shared-answer.js';

type Check = 'ok' | 'failed';

/** What is needed to serve, and whether it is there. */
export interface Readiness {
  readonly status: Check;
  readonly checks: { readonly database: Check; readonly migrations: Check; readonly worker: Check };
}

/** Probes must not hang longer than their callers wait. */
const PATIENCE_MS = 2000;
/** Anybody may ask: however many do, the database is asked once a second at most. */
const KEEP_MS = 1000;

@Injectable()
export class ReadinessService {
  constructor(private readonly database: Database) {}

  /** What the database said within the last second, or says now; never rejects. */
  readonly check = sharedAnswer(() => this.ask(), KEEP_MS);

  private async ask(): Promise<Readiness> {
    const [database, migrations, worker] = await Promise.all([
      passes(this.database.system().query('select 1').then(() => true)),
      passes(pendingMigrations(this.database.system(), MIGRATIONS).then((pending) => pending.length === 0)),
      passes(someWorkerLives(this.database)),
    ]);
    const status = [database, migrations, worker].every((check) => check === 'ok') ? 'ok' : 'failed';
    return { status, checks: { database, migrations, worker } };
  }
}

async function passes(question: Promise<boolean>): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, false);
  });
  try {
    return (await Promise.race([question, patience])) ? 'ok' : 'failed';
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}
