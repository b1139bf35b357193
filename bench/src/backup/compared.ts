import type { Cost } from './cost.js';
import { costOf } from './cost.js';
import { Dumped } from './dumped.js';
import type { Postgresql15 } from './postgresql-15.js';
import type { Product, RunningWorker } from './product.js';
import { restored, type RestoreCost } from './restored.js';
import { snapshotRun } from './runs.js';

/** What a round took: both ways there and back, of the same rows. */
export interface Compared {
  readonly dump: Cost;
  readonly snapshot: Cost;
  /** Of the first snapshot. */
  readonly storedBytes: number;
  readonly pgRestore: Cost;
  readonly restore: RestoreCost;
}

/** The last round's database, with the worker that goes on writing its backups. */
export interface Living {
  readonly product: Product;
  readonly worker: RunningWorker;
}

/** Each round on a copy of the database of its own, whose first snapshot has nothing to build on. Odd rounds begin with the product's way. */
export async function compare(server: Postgresql15, filled: Product, folder: string, rounds: number, tell: (line: string) => void): Promise<{ readonly rounds: Compared[]; readonly living: Living }> {
  const dumped = new Dumped(server, folder);
  const done: Compared[] = [];
  for (let round = 0; ; round += 1) {
    const product = await filled.copy(`round_${round + 1}`);
    const early = round % 2 === 0 ? await dumped.take(product.database) : undefined;
    const worker = await product.startWorker();
    const { result, cpu } = await costOf(server.postmaster, () => snapshotRun(server, product.database, 0), worker.pid);
    const dump = early ?? (await dumped.take(product.database));
    const restore = round % 2 === 0 ? undefined : await restored(server, product);
    const pgRestore = await dumped.restore(`${product.database}_dumped`);
    done.push({ dump, snapshot: { seconds: result.seconds, cpu }, storedBytes: result.storedBytes, pgRestore, restore: restore ?? (await restored(server, product)) });
    tell(line(round, done[round] as Compared));
    if (round + 1 === rounds) return { rounds: done, living: { product, worker } };
    await worker.stop();
    await server.run(product.database, 'select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database()');
    await server.run('postgres', `drop database ${product.database} with (force)`);
  }
}

const shown = ({ seconds, cpu }: Cost): string => `${seconds.toFixed(1)} s (${cpu.toFixed(1)} s CPU)`;
const line = (round: number, { dump, snapshot, pgRestore, restore }: Compared): string =>
  `round ${round + 1}  dump ${shown(dump)}, snapshot ${shown(snapshot)}, pg_restore ${shown(pgRestore)}, restore ${shown(restore)}`;
