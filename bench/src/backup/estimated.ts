import { snapshotNow } from './again.js';
import type { Living } from './compared.js';
import type { Postgresql15 } from './postgresql-15.js';
import { restored } from './restored.js';

/** What a command said beforehand that it would take, and what it took then, in seconds. */
export interface Estimated {
  readonly what: string;
  readonly told: number;
  readonly took: number;
}

/** A command that has run once goes by how long it took: so many more times it is asked. */
const AGAIN = [2, 3];

const secondsOf = ({ startedAt, endedAt }: { readonly startedAt: string; readonly endedAt: string }): number => (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;

/** Asks for a snapshot, a restore of everything and one of an app, each of which has run before, twice again. */
export async function estimated(server: Postgresql15, living: Living, appId: string): Promise<Estimated[]> {
  const { product } = living;
  const all: Estimated[] = [];
  // The last one stored what had changed, and was of another kind.
  await snapshotNow(server, living);
  for (const nth of AGAIN) {
    const snapshot = JSON.parse(await product.run('backup', 'now', '--json')) as { estimatedSeconds: number; startedAt: string; endedAt: string };
    all.push({ what: `snapshot that stores little, run ${nth}`, told: snapshot.estimatedSeconds, took: secondsOf(snapshot) });
  }
  for (const nth of AGAIN) {
    const { estimatedSeconds = Number.NaN, saidSeconds } = await restored(server, product);
    all.push({ what: `full restore, run ${nth}`, told: estimatedSeconds, took: saidSeconds });
  }
  for (const nth of AGAIN) {
    const app = JSON.parse(await product.run('restore', '--app', appId, '--json')) as { estimatedSeconds: number; seconds: number };
    all.push({ what: `one app of 40, run ${nth}`, told: app.estimatedSeconds, took: app.seconds });
    await product.run('restore', 'discard', '--of', appId);
  }
  return all;
}
