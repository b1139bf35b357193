import { eventually } from '@parley/testing';
import type { BackupEngine } from '../../src/engine/backup-engine.js';
import { markedIn, type BackedUp } from './engine-database.js';

/** What `ask` answers, once it is as it should be. */
export const until = <T>(ask: () => T | Promise<T>, is: (value: T) => boolean): Promise<T> =>
  eventually('what a zone or the database should show', async () => {
    const value = await ask();
    return is(value) ? ([value] as const) : undefined;
  }).then(([value]) => value);

/** Workers of a database, all of which a spec stops at its end. */
export class Running {
  private readonly engines: BackupEngine[] = [];

  constructor(private readonly of: BackedUp) {}

  start(given?: Parameters<BackedUp['engine']>[0]): BackupEngine {
    const engine = this.of.engine(given);
    engine.start();
    this.engines.push(engine);
    return engine;
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.engines.splice(0).map((engine) => engine.stop()));
  }

  /** Of the chain that is open, once there is one. */
  async chainId(): Promise<string> {
    const { chain } = await until(() => this.of.overview(), ({ chain: open }) => open !== undefined);
    return chain?.id ?? '';
  }

  /** The accounts that a zone has of a chain, once `id` is among them. */
  marked(zone: string, chain: string, id: string): Promise<string[]> {
    return until(async () => markedIn(await this.of.segments(zone, chain)), (ids) => ids.includes(id));
  }
}
