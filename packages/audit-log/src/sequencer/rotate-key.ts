import { existsSync } from 'node:fs';
import { ConfigError } from '@parley/kernel';
import type { ScopedSql } from '@parley/persistence';
import type { CheckpointSigner } from '../checkpoint/checkpoint-signer.js';
import { signCheckpoint } from '../checkpoint/checkpoint.js';
import { keysFromFile, makeKeyFile, replaceKeyFile, type FileKeys } from '../checkpoint/key-file.js';
import { treeOrigin } from '../checkpoint/tree-origin.js';
import { formatVerifierKey, type VerifierKey } from '../checkpoint/verifier-key.js';
import type { Actor } from '../entries/actor.js';
import { ENTRY_COLUMNS, type EntryRow } from '../entries/entry.row.js';
import { recordAct } from '../entries/record.js';
import type { CheckpointPlace } from '../places/checkpoint-place.js';
import type { LogIdentity } from '../places/last-checkpoint.js';
import { appendRows, treeEnd } from './append-pending.js';
import { FollowedTree } from './followed-tree.js';
import { logState } from './log-state.js';
import { PlacesGuard } from './places-guard.js';
import { KEEP_CHECKPOINT, LOCK } from './sequencer.queries.js';

/** The log whose key is rotated. */
export interface Rotation {
  readonly keyFile: string;
  readonly origin: string;
  readonly places: readonly CheckpointPlace[];
  readonly by: Actor;
}

const HANDED_OVER = `
  select from audit_entries e join audit_leaves l on l.entry_id = e.id
  where e.action = 'auditKey:rotate' and e.details->>'to' = $1 and exists (select from audit_checkpoints c where c.tree = l.tree and c.size > l.position)`;

/**
 * Puts a new key in the old one's place. Its public key is named by an entry of the log, under a checkpoint that both keys
 * sign: who trusts one of them can follow to the other. The old private key is gone then; its public key stays in the file,
 * for what it signed. Running processes take the new one over by themselves. May be killed and repeated anywhere: until the
 * file is replaced the old key counts. Runs in the system scope, on two connections. Answers the new public key.
 * Raises ConfigError about the file; AuditFault when the log does not lead on from what the places have, or was altered.
 */
export async function rotateKey(db: ScopedSql, rotation: Rotation): Promise<VerifierKey> {
  const { keyFile, origin } = rotation;
  const old = await keysFromFile(keyFile, origin);
  if (old === undefined) throw new ConfigError(`PARLEY_AUDIT_KEY_FILE: ${keyFile} is missing`);
  const { file, next } = await nextKeys(keyFile, origin, old);
  // Nobody else appends until the file is replaced: what comes after the handover is signed by the new key.
  await db.transaction(async (alone) => {
    await alone.query(LOCK);
    await handOver(db, rotation, old, next);
    await replaceKeyFile(keyFile, file);
  });
  return next.key;
}

/** The new key, in a file beside the old one; that of a rotation which was killed is taken up again. */
async function nextKeys(keyFile: string, origin: string, old: FileKeys): Promise<{ file: string; next: CheckpointSigner }> {
  const file = `${keyFile}.next`;
  if (!existsSync(file)) await makeKeyFile(file, [old.signer.key, ...old.retired]);
  const made = await keysFromFile(file, origin);
  if (!made?.retired[0]?.id.equals(old.signer.key.id)) throw new ConfigError(`PARLEY_AUDIT_KEY_FILE: ${file} is left of the rotation of another key: take it away`);
  return { file, next: made.signer };
}

const handOver = (db: ScopedSql, { origin, places, by }: Rotation, old: FileKeys, next: CheckpointSigner): Promise<void> =>
  db.transaction(async (tx) => {
    const [from, to] = [formatVerifierKey(old.signer.key), formatVerifierKey(next.key)];
    if ((await tx.query(HANDED_OVER, [to])).length > 0) return;
    const log: LogIdentity = { origin, trusted: [next.key, old.signer.key, ...old.retired] };
    await new PlacesGuard(log, places).check(tx, await logState(tx));
    const id = await recordAct(tx, by, { action: 'auditKey:rotate', target: { type: 'auditKey', id: next.key.id.toString('hex') }, details: { from, to } });
    await appendRows(tx, await treeEnd(tx), await tx.query<EntryRow>(`select ${ENTRY_COLUMNS} from audit_entries e where e.id = $1`, [id]));
    const state = await logState(tx);
    const head = await new FollowedTree(log).at(tx, state);
    const note = await signCheckpoint({ origin: treeOrigin(origin, state.tree), size: head.size, root: head.root(), extensions: [] }, old.signer, next);
    await tx.query(KEEP_CHECKPOINT, [state.tree, head.size, note.toString()]);
  });
