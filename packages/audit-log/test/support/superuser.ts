import type { Database, Sql } from '@parley/persistence';
import { leafHash, newPrivateKey, signCheckpoint, signerFromText, TreeHead, treeOrigin } from '../../src/index.js';
import { loggedEntries } from '../../src/sequencer/logged-trees.js';
import { ORIGIN } from './log.js';

/** Ends a transaction that only looked. */
class Undone extends Error {}

/** Runs `work` as the superuser, unhindered by foreign keys, and undoes all that it did. */
export async function undone(admin: Database, work: (tx: Sql) => Promise<void>): Promise<void> {
  const run = admin.system().transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await work(tx);
    throw new Undone();
  });
  await run.catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
}

const forger = signerFromText(ORIGIN, newPrivateKey());

/** Computes every hash of tree 1 anew, and signs its checkpoints with a key that is not the log's: all that who has the database alone can do. */
export async function recomputeHashes(tx: Sql): Promise<void> {
  const [ids, hashes]: [string[], Buffer[]] = [[], []];
  const roots = new Map<number, Buffer>();
  const head = TreeHead.empty();
  for await (const { id, bytes } of loggedEntries(tx, 1)) {
    ids.push(id);
    hashes.push(leafHash(bytes));
    head.append(leafHash(bytes));
    roots.set(head.size, head.root());
  }
  await tx.query('update audit_leaves l set leaf_hash = n.hash from unnest($1::text[], $2::bytea[]) n (id, hash) where l.entry_id = n.id', [ids, hashes]);
  await tx.query('delete from audit_checkpoints where size > $1', [head.size]);
  for (const { size } of await tx.query<{ size: number }>('select size::float8 as size from audit_checkpoints')) {
    const note = await signCheckpoint({ origin: treeOrigin(ORIGIN, 1), size, root: roots.get(size) ?? head.root(), extensions: [] }, forger);
    await tx.query('update audit_checkpoints set note = $2 where size = $1', [size, note.toString()]);
  }
}
