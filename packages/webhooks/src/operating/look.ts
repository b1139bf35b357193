import type { DeadDelivery, WebhookAttempt, WebhookState } from '@parley/contracts';
import { openJointly, type JointCell, type Keyring, type Subject } from '@parley/crypto-at-rest';
import { timestamp, type AppId } from '@parley/kernel';
import { keysetPage, mapPage, type Page, type PageRequest, type Sql } from '@parley/persistence';
import { answerPlace } from '../deliveries/attempt-cells.js';
import { ATTEMPTS, DEAD_DELIVERIES, STATE } from './look.queries.js';
import type { ProvenWebhook } from './replay.js';

interface StateRow { since: Date | null; failed_at: Date | null; paused_at: Date | null; probe_at: Date | null; conversations: number; dead: number }
/** A row of `dead_deliveries` as `DEAD_DELIVERIES` reads it. */
export interface DeadDeliveryRow { id: string; type: string; created_at: Date; died_at: Date; error: string }
interface AttemptRow {
  id: string; event_id: string; type: string; subject: Subject; other_subjects: Subject[] | null; number: number; at: Date; duration_ms: number;
  status: number | null; result: WebhookAttempt['result']; error: string | null; sealed_answer: Buffer | null;
}

const time = (at: Date | null): string | undefined => at === null ? undefined : timestamp(at);

/** How a webhook does: whether it takes what it is sent, and what waits or is dead. In the app's scope. */
export async function stateOf(sql: Sql, { appId, id }: ProvenWebhook): Promise<WebhookState> {
  const [row] = await sql.query<StateRow & Record<string, unknown>>(STATE, [appId, id]);
  const { since = null, failed_at: failedAt = null, paused_at: pausedAt = null, probe_at: probeAt = null, conversations = 0, dead = 0 } = row ?? {};
  const failing = since === null ? 'working' : 'failing';
  return {
    id, status: pausedAt === null ? failing : 'paused', failingSince: time(since), lastFailedAt: time(failedAt), pausedAt: time(pausedAt), nextProbeAt: time(probeAt),
    conversationsWaiting: conversations, deadDeliveries: dead,
  };
}

/** Dead deliveries in the order of their events' ids. In the app's scope. */
export async function listDead(sql: Sql, { appId, id }: ProvenWebhook, page: PageRequest): Promise<Page<DeadDelivery>> {
  const rows = await keysetPage<DeadDeliveryRow & Record<string, unknown>>(sql, { select: DEAD_DELIVERIES, values: [appId, id], id: 'event_id' }, page);
  return mapPage(rows, toDeadDelivery);
}

/** As the API shows one. */
export const toDeadDelivery = ({ id, type, created_at: createdAt, died_at: diedAt, error }: DeadDeliveryRow): DeadDelivery =>
  ({ id, type, createdAt: timestamp(createdAt), diedAt: timestamp(diedAt), error });

/** Attempts at one event of a webhook, or at all, in the order in which they were made; without a cursor the last page. An answer that does not open is left out. In the app's scope. */
export async function listAttempts(sql: Sql, keyring: Keyring, { appId, id }: ProvenWebhook, { eventId }: { readonly eventId?: string }, page: PageRequest): Promise<Page<WebhookAttempt>> {
  const select = eventId === undefined ? ATTEMPTS : `${ATTEMPTS} and event_id = $3`;
  const values = [appId, id, ...(eventId === undefined ? [] : [eventId])];
  const rows = await keysetPage<AttemptRow & Record<string, unknown>>(sql, { select, values, id: 'id', fromEnd: true }, page);
  const answers = await openAnswers(sql, keyring, appId, rows.items);
  return mapPage(rows, (row) => toAttempt(row, answers.get(row.id)));
}

async function openAnswers(sql: Sql, keyring: Keyring, tenant: AppId, rows: readonly AttemptRow[]): Promise<Map<string, string>> {
  const items = rows.flatMap(({ id, subject, other_subjects: others, sealed_answer: cell }): JointCell[] =>
    (cell ? [{ tenant, subjects: [subject, ...(others ?? [])], place: answerPlace(id), cell }] : []));
  const opened = await openJointly(keyring, sql, items);
  return new Map(items.flatMap(({ place }, index) => {
    const one = opened[index];
    return one?.ok ? [[place.row, String(one.value)] as const] : [];
  }));
}

const toAttempt = (row: AttemptRow, answer: string | undefined): WebhookAttempt => ({
  id: row.id, eventId: row.event_id, eventType: row.type, number: row.number, attemptedAt: timestamp(row.at), durationMs: row.duration_ms,
  result: row.result, status: row.status ?? undefined, error: row.error ?? undefined, answer,
});
