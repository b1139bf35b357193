/**
 * Replicates into two directories until it is killed, in a process of its own: `<folder> <first number>`. It prints the number
 * of each object once it counts. What it writes is made of the number alone, so that a test knows it.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openZones, Replicator } from '@parley/backup';

const [folder = '', first = '0'] = process.argv.slice(2);

const contentOf = (n: number): Buffer => Buffer.alloc(20_000 + (n % 7) * 10_000, createHash('sha256').update(String(n)).digest());
const nameOf = (n: number): string => (n % 10 === 9 ? `packs/${String(n).padStart(6, '0')}` : `chains/c/${String(n).padStart(6, '0')}`);

const replicator = await Replicator.open({
  zones: openZones(['a', 'b'].map((name) => ({ name, place: join(folder, name) }))),
  repository: { id: 'r', environment: 'development' },
  spool: { directory: join(folder, 'spool'), limits: { bytes: 10_000_000, objects: 1000 } },
});

for (let n = Number(first); ; n += 1) {
  const [name, bytes] = [nameOf(n), contentOf(n)];
  const counts = replicator.submit({ name, bytes, lane: name.startsWith('chains') ? 'stream' : 'bulk' });
  // A few at once, as segments are.
  if (n % 3 === 0) await counts;
  void counts.then(() => process.stdout.write(`${n}\n`));
}
