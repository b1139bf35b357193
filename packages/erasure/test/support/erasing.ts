import { generateKeyPairSync } from 'node:crypto';
import { signerOf } from '@parley/audit-log';
import { newId, type AppId } from '@parley/kernel';
import { appendEvent, dropAnswers, dropEvents, type Sql } from '@parley/persistence';
import { createApp, createTestDatabase, openDatabase } from '@parley/testing';
import { Eraser, ErasureLedger, Erasures, type EraserParts, type ErasureTarget } from '@parley/erasure';

/** The key that signs the audit log. */
export const signer = signerOf('audit.example/parley', generateKeyPairSync('ed25519').privateKey);

/** A key store in memory, as far as a ledger uses it. */
export function memoryStore() {
  const objects = new Map<string, Buffer>();
  return {
    objects,
    read: async (name: string) => objects.get(name),
    write: async (name: string, content: Buffer) => void objects.set(name, content),
    list: async (folder: string) => [...objects.keys()].filter((name) => name.startsWith(`${folder}/`)),
  };
}

/** A database of its own, and everything that erasing is made of: parts that note what they are asked, in `calls`. */
export async function openErasing() {
  const test = await createTestDatabase();
  const open = openDatabase(test.url);
  const db = open.database;
  const app = await createApp(test);
  const calls: string[] = [];
  const faults: string[] = [];
  const store = memoryStore();
  const ledger = new ErasureLedger(store);
  const keys: EraserParts['keys'] = {
    destroy: async (_db, _tenant, subjects) => {
      calls.push(`destroy ${subjects.map(({ subject }) => subject).join()}`);
      return subjects.map(({ subject }) => ({ subject, generation: 1, keyId: 'ab'.repeat(32) }));
    },
    destroyTenant: async () => {
      calls.push('destroyTenant');
      return [{ subject: '*', generation: 1, keyId: null }];
    },
  };
  /** Has three rows, which go one by one. */
  const rows = new Map<string, number>();
  const target: ErasureTarget = {
    kind: 'conversation',
    purge: async (_db, { targetId }, limit) => {
      const left = rows.get(targetId) ?? 3;
      const gone = Math.min(left, limit);
      rows.set(targetId, left - gone);
      calls.push(`purge ${targetId}`);
      return gone;
    },
    reveal: async (_tx, { targetId }) => void calls.push(`reveal ${targetId}`),
    hideAgain: async (_tx, { targetId }) => void calls.push(`hideAgain ${targetId}`),
  };
  const parts: EraserParts = {
    db, keys, ledger, signer, targets: [target, { ...target, kind: 'app' }],
    droppings: { events: dropEvents, answers: dropAnswers },
    isHeld: async () => false, onFault: (id, error) => faults.push(`${id} ${String(error)}`),
  };
  const live = new AbortController().signal;
  return {
    test, db, app, calls, faults, store, ledger, parts, target, live,
    eraser: (given: Partial<EraserParts> = {}) => new Eraser({ ...parts, ...given }),
    /** Asks for the erasure of a conversation. */
    request: (targetId: string, seconds = 0) => db.app(app.id).transaction((tx) =>
      new Erasures({ erasureDelaySeconds: seconds, appErasureDelaySeconds: seconds }).request(tx, {
        appId: app.id, kind: 'conversation', targetId, subjects: [{ subject: `conversation:${targetId}` }],
        by: { id: 'app_1', scope: 'app', appId: app.id, accountId: app.accountId },
      })),
    /** An event that quotes a conversation's words. */
    event: (conversation: string, appId: AppId = app.id) => db.app(appId).transaction((tx: Sql) => appendEvent(tx, {
      appId, type: 'conversation:message', orderKey: conversation, skeleton: {}, references: [['', `conversation:${conversation}`, 'messages', newId(), 'sealed_body']], cells: [Buffer.of(1)],
    })),
    row: async (id: string): Promise<Record<string, unknown>> => (await test.query<Record<string, unknown>>('select * from erasures where id = $1', [id]))[0]!,
    /** As if its pause were over. */
    now: () => test.query("update erasures set lease_until = now() - interval '1 second' where waiting is not null"),
    entries: async (action: string) => test.query<{ actor: string; target_id: string; account_id: string; details: Record<string, unknown> }>(
      'select actor, target_id, account_id, details from audit_entries where action = $1 order by id', [action]),
    close: async () => {
      await open.close();
      await test.close();
    },
  };
}

export type Erasing = Awaited<ReturnType<typeof openErasing>>;

/** Carries out everything that is due. */
export async function eraseAll(eraser: Eraser, signal: AbortSignal): Promise<string[]> {
  const done: string[] = [];
  for (let id = await eraser.next(signal); id !== undefined; id = await eraser.next(signal)) done.push(id);
  return done;
}

