import type { ScopedSql } from '@parley/persistence';
import { IN_ERROR, INBOX_STATE, OUTBOX_STATE } from './state.queries.js';

/** What waits on one side. */
export interface Waiting {
  /** Counted to 10,000. */
  readonly waiting: number;
  /** Of those counted, without what waits for an integration in `error`, or is a deleted app's; 0 where nothing waits. */
  readonly oldestSeconds: number;
}

/** How channels do, of all apps. */
export interface ChannelState {
  /** Events that channels told; parked ones wait for somebody to look, counted to 10,000. */
  readonly events: Waiting & { readonly parked: number };
  /** Messages of businesses. */
  readonly messages: Waiting;
  /** How many integrations are in `error`, by type. */
  readonly inError: Readonly<Record<string, number>>;
}

interface Counted extends Record<string, unknown> {
  readonly waiting: number;
  readonly oldest: number;
}

const waitingOf = (row: Counted | undefined): Waiting => ({ waiting: row?.waiting ?? 0, oldestSeconds: row?.oldest ?? 0 });

/** Looks across apps; by indexes, and bounded where rows may be many. */
export async function channelState(system: ScopedSql): Promise<ChannelState> {
  const [events] = await system.query<Counted & { readonly parked: number }>(INBOX_STATE);
  const [messages] = await system.query<Counted>(OUTBOX_STATE);
  const failing = await system.query<{ type: string; integrations: number }>(IN_ERROR);
  return {
    events: { ...waitingOf(events), parked: events?.parked ?? 0 },
    messages: waitingOf(messages),
    inError: Object.fromEntries(failing.map(({ type, integrations }) => [type, integrations])),
  };
}
