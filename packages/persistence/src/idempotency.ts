import { AppError, monotonicClock, type Idempotency, type RequestContext } from '@parley/kernel';
import type { ScopedSql, Sql } from './database.js';
import { Gate } from './gate.js';

/** How long a duplicate waits for the first request under its key, in milliseconds. */
const PATIENCE = 10_000;

/**
 * Claims the key. While another transaction holds it, the insert waits for that one's end, at most its patience: a commit
 * leaves nothing to insert, a rollback leaves the key free. An answer older than its 24 hours counts as none.
 */
const CLAIM = {
  name: 'idempotency-claim',
  text: `
    insert into idempotent_answers as kept (app_id, operation, key_index, body_index)
    values ($1, $2, $3, $4)
    on conflict (app_id, operation, key_index) do update
      set body_index = excluded.body_index, sealed_answer = null, created_at = now()
      where kept.created_at < now() - interval '24 hours'
    returning 1 as claimed`,
};

const READ = {
  name: 'idempotency-read',
  text: `
    select body_index, sealed_answer, subjects from idempotent_answers
    where app_id = $1 and operation = $2 and key_index = $3 and created_at >= now() - interval '24 hours'`,
};

/** For this transaction only. */
const LOCK_TIMEOUT = { name: 'idempotency-lock-timeout', text: "select set_config('lock_timeout', $1, true)" };

const STORE = {
  name: 'idempotency-store',
  text: 'update idempotent_answers set sealed_answer = $4, subjects = $5 where app_id = $1 and operation = $2 and key_index = $3',
};

/** An answer as it is kept: sealed, and whose keys it takes to open it. */
export interface SealedAnswer {
  readonly sealed: Buffer;
  readonly subjects: readonly string[];
}

/** What a request is known by, 32 bytes each, under keys of its app: nobody who reads the database can check a guess. */
export interface RequestIndex {
  /** Of its operation and `Idempotency-Key`. */
  readonly key: Buffer;
  /** Of these and its body. */
  readonly body: Buffer;
}

/** How requests are indexed, and answers sealed and opened: they hold what people wrote. */
export interface AnswerSeal<T> {
  index(sql: Sql, request: Idempotency): Promise<RequestIndex>;
  seal(tx: Sql, request: RequestIndex, answer: T): Promise<SealedAnswer>;
  /** Raises what the caller is to see when it does not open. */
  open(sql: Sql, request: RequestIndex, answer: SealedAnswer): Promise<T>;
}

/** Duplicates within one process queue here, so that they don't hold connections while they wait. */
const gate = new Gate();

/**
 * Does `work` in one transaction, once for each `Idempotency-Key`: a repetition gets the stored answer, also while the
 * first is still at work and also from another process. What throws leaves no trace and may be tried again.
 * Without a key it is a plain transaction. The answer must survive JSON.
 * Raises `unprocessable_entity` when the key came with another body, `conflict` when the first takes longer than `patience`.
 */
export async function idempotently<T>(db: ScopedSql, ctx: RequestContext, work: (tx: Sql) => Promise<T>, answers: AnswerSeal<T>, patience = PATIENCE): Promise<T> {
  const { idempotency } = ctx;
  if (!idempotency) return db.transaction(work);
  const key = [ctx.appId, idempotency.operation, idempotency.keyHash.toString('base64')].join(' ');
  const deadline = monotonicClock() + patience;
  const row: AnswerRow = { appId: ctx.appId, operation: idempotency.operation, request: await answers.index(db, idempotency) };
  return gate.pass(key, patience, stillRunning, async (waited) => {
    const stored = waited ? await read(db, row, answers) : undefined;
    if (stored) return stored.answer;
    const left = Math.max(1, Math.ceil(deadline - monotonicClock()));
    return db.transaction((tx) => claimAndWork(tx, row, { work, answers, patience: left }));
  });
}

/** Names the row that is a request's. */
interface AnswerRow {
  readonly appId: string;
  readonly operation: string;
  readonly request: RequestIndex;
}

interface Task<T> {
  readonly work: (tx: Sql) => Promise<T>;
  readonly answers: AnswerSeal<T>;
  readonly patience: number;
}

async function claimAndWork<T>(tx: Sql, row: AnswerRow, { work, answers, patience }: Task<T>): Promise<T> {
  const { request } = row;
  const key = [row.appId, row.operation, request.key];
  await tx.query(LOCK_TIMEOUT, [`${patience}ms`]);
  const claimed = await tx.query(CLAIM, [...key, request.body]).catch((error: unknown) => {
    throw isLockTimeout(error) ? stillRunning(error) : error;
  });
  if (claimed.length === 0) {
    const stored = await read(tx, row, answers);
    if (!stored) throw stillRunning();
    return stored.answer;
  }
  await tx.query(LOCK_TIMEOUT, ['0']);
  const answer = await work(tx);
  const { sealed, subjects } = await answers.seal(tx, request, answer);
  await tx.query(STORE, [...key, sealed, subjects]);
  return answer;
}

interface StoredRow {
  readonly body_index: Buffer;
  readonly sealed_answer: Buffer | null;
  readonly subjects: string[];
}

async function read<T>(sql: Sql, { appId, operation, request }: AnswerRow, answers: AnswerSeal<T>): Promise<{ answer: T } | undefined> {
  const [row] = await sql.query<StoredRow & Record<string, unknown>>(READ, [appId, operation, request.key]);
  if (row && !row.body_index.equals(request.body))
    throw new AppError('unprocessable_entity', 'Idempotency-Key was used with another request body');
  return row?.sealed_answer ? { answer: await answers.open(sql, request, { sealed: row.sealed_answer, subjects: row.subjects }) } : undefined;
}

const isLockTimeout = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '55P03';

const stillRunning = (cause?: unknown): AppError =>
  new AppError('conflict', 'Another request with this Idempotency-Key is still running', { cause });
