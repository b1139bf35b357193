import type { ScopeSetting } from './scope.js';

/** What commits wait for. */
export interface Durability {
  /**
   * Answers a commit before it is on the disk. A crash of the database then undoes the last fraction of a second, whole
   * transactions in their order: only for work that is done again when it was undone.
   */
  readonly relaxedCommits?: boolean;
}

/** How long is waited for a statement, in milliseconds. */
export interface TimeBounds {
  /** Then the server ends it; the connection stays. */
  readonly statementMs: number;
  /** Then the connection is given up: later than the server's answer would be there. */
  readonly answerMs: number;
}

/** How a process's statements run. */
export interface SessionOptions extends Durability {
  readonly bounds?: TimeBounds;
}

/** For statements that somebody waits for; deleting a conversation with very many messages takes the longest. */
export const ORDINARY: TimeBounds = { statementMs: 30_000, answerMs: 35_000 };

/** For statements that nobody waits for. */
export const PATIENT: TimeBounds = { statementMs: 300_000, answerMs: 330_000 };

/**
 * How the server finds out that a client is gone without a word, in milliseconds: an open transaction keeps its locks no
 * longer than `idleTransaction`, a session whose packets are not acknowledged ends.
 */
const LOST_CLIENT = { idleTransaction: '60000', keepAliveSeconds: '30', keepAliveInterval: '10', unacknowledged: '30000' };

/** The scope of a connection that is set up already. */
export const SET_SCOPE = { name: 'set-scope', text: "select set_config('parley.scope', $1, false)" };

/** Everything a connection must be told, in the round trip that sets its scope anyway. A pooler between may refuse start-up parameters. */
export const SET_SESSION = {
  name: 'set-session',
  text: `
    select set_config('parley.scope', $1, false),
           set_config('statement_timeout', $2, false),
           set_config('synchronous_commit', coalesce($3, current_setting('synchronous_commit')), false),
           set_config('idle_in_transaction_session_timeout', '${LOST_CLIENT.idleTransaction}', false),
           set_config('tcp_keepalives_idle', '${LOST_CLIENT.keepAliveSeconds}', false),
           set_config('tcp_keepalives_interval', '${LOST_CLIENT.keepAliveInterval}', false),
           set_config('tcp_user_timeout', '${LOST_CLIENT.unacknowledged}', false)`,
};

/** The values of SET_SESSION. */
export const sessionValues = (scope: ScopeSetting, { relaxedCommits = false, bounds = ORDINARY }: SessionOptions): unknown[] =>
  [scope, String(bounds.statementMs), relaxedCommits ? 'off' : null];
