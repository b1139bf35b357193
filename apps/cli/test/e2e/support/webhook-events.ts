import type { ReceivedRequest } from '@parley/testing';

/** The envelope that a webhook gets (semantics.md 12). */
export interface Envelope {
  readonly app: { readonly id: string };
  readonly webhook: { readonly id: string; readonly version: string };
  readonly events: readonly WebhookEvent[];
}

export interface WebhookEvent {
  readonly id: string;
  readonly createdAt: string;
  readonly type: string;
  readonly payload: {
    readonly conversation?: { readonly id: string; readonly type: string };
    readonly message?: { readonly id: string; readonly author: Readonly<Record<string, unknown>>; readonly content: { readonly type: string; readonly text?: string } };
    readonly user?: Readonly<Record<string, unknown>>;
    readonly activity?: Readonly<Record<string, unknown>>;
    readonly creationReason?: string;
    /** Of a delivery that failed. */
    readonly error?: { readonly code: string };
  };
}

/** Every event of every request, in order of arrival, repeated deliveries included. */
export const eventsOf = (received: readonly ReceivedRequest[]): WebhookEvent[] => received.flatMap(({ body }) => (body as Envelope).events);

/** The first arrival of each event, in order. */
export function firstArrivals(events: readonly WebhookEvent[]): WebhookEvent[] {
  const seen = new Set<string>();
  return events.filter(({ id }) => !seen.has(id) && seen.add(id));
}
