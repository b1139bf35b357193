import type { Owner } from '@parley/crypto-at-rest';
import type { Series } from '../measure/rounds.js';
import { medianOf } from '../report/comparison.js';
import { diskTable, sealingTable } from '../report/sealing.js';
import type { Stage } from '../stage/stage.js';
import type { Stops } from '../stage/stops.js';
import { measureDisk, type Disk } from './disk.js';
import { openKeyrings, ownersOf } from './keyrings.js';
import { measureSealing, MESSAGE_BYTES, type SealingSample } from './speed.js';

const LENGTHS = [150, MESSAGE_BYTES, 4000];

/** The post whose CPU time sealing is a share of: the cheapest one, so that the share is the greatest. */
export const COMPARED_POST = 'post-plain-16';

/** What sealing costs in time and on disk, as tables; beside the posts of the same run. */
export async function sealingTables(stage: Stage, stops: Stops, rounds: number, series: readonly Series[], tell: (line: string) => void): Promise<string> {
  const keyrings = await openKeyrings(stage.env);
  stops.add('the keyrings', () => keyrings.stop());
  const [owner, ...others] = ownersOf(stage.plain.posts);
  if (owner === undefined) throw new Error('There is no conversation to seal for');
  const owners: readonly [Owner, ...Owner[]] = [owner, ...others];
  await measureSealing(keyrings, stage.postmaster, owners);
  const samples: SealingSample[] = [];
  for (let round = 0; round < rounds; round++) {
    samples.push(await measureSealing(keyrings, stage.postmaster, owners));
    tell(`round ${round + 1}  sealing: ${samples.at(-1)?.['seal-warm'].own.toFixed(1)} us, opening: ${samples.at(-1)?.['open-warm'].own.toFixed(1)} us`);
  }
  const disks: Disk[] = [];
  for (const length of LENGTHS) disks.push(await measureDisk(keyrings, stage.databaseUrl, owners, length));
  const post = medianOf(series, 'parley', COMPARED_POST, ({ cpu }) => cpu.server + cpu.postgres + cpu.worker);
  return `${sealingTable(samples, post)}\n\n${diskTable(disks, MESSAGE_BYTES)}`;
}
