import { monotonicClock } from '@parley/kernel';

/** What the next claim may take. */
export interface SlotBounds {
  /** Lanes in all. */
  readonly free: number;
  /** Lanes of a webhook or app that is not named below. */
  readonly perWebhook: number;
  readonly perApp: number;
  /** Webhooks and apps with less room than that. */
  readonly webhooks: ReadonlyMap<string, number>;
  readonly apps: ReadonlyMap<string, number>;
}

/** For whoever must not take anything. */
export const NO_ROOM: SlotBounds = { free: 0, perWebhook: 0, perApp: 0, webhooks: new Map(), apps: new Map() };

/** As the statements take them: lanes in all, of one webhook, of one app; the exceptions among webhooks and apps. */
export const boundValues = ({ free, perWebhook, perApp, webhooks, apps }: SlotBounds): unknown[] => [
  free, perWebhook, perApp, [...webhooks.keys()], [...webhooks.values()], [...apps.keys()], [...apps.values()],
];

/** A lane in flight: whose it is. */
export interface Busy { readonly webhookId: string; readonly appId: string }

/** How long a webhook stays suspect that is never called again, in milliseconds. */
const SUSPECT_MS = 15 * 60_000;

/**
 * Shares a worker's requests in flight among webhooks and apps, so that nobody's target can take them all.
 * A webhook whose target answers slowly is a *suspect*: all suspects together get half of the slots at most.
 * One that did not answer at all is probed by a single request until it answers in time again.
 */
export class LaneSlots {
  private readonly perWebhook: number;
  private readonly perApp: number;
  private readonly running = new Set<Busy>();
  /** Suspects, the longest unnoticed first. */
  private readonly suspects = new Map<string, { readonly room: number; readonly since: number }>();

  /** `total`: requests in flight at once. */
  constructor(private readonly total: number) {
    this.perWebhook = Math.max(1, Math.ceil(total / 8));
    this.perApp = Math.max(1, Math.ceil(total / 4));
  }

  /** Takes a slot; the answered function gives it back. */
  take(busy: Busy): () => void {
    const entry = { ...busy };
    this.running.add(entry);
    return () => this.running.delete(entry);
  }

  /** Requests in flight. */
  get taken(): number {
    return this.running.size;
  }

  /** A target takes long to answer. */
  slow(webhookId: string): void {
    this.suspect(webhookId, this.perWebhook);
  }

  /** A target has not answered. */
  silent(webhookId: string): void {
    this.suspect(webhookId, 1);
  }

  /** A target has answered in time. */
  trust(webhookId: string): void {
    this.suspects.delete(webhookId);
  }

  bounds(): SlotBounds {
    const webhooks = count(this.running, ({ webhookId }) => webhookId);
    const apps = count(this.running, ({ appId }) => appId);
    const room = new Map([...webhooks].map(([id, taken]) => [id, Math.max(0, this.perWebhook - taken)]));
    for (const [id, allotted] of this.allotments(webhooks)) room.set(id, allotted);
    return {
      free: Math.max(0, this.total - this.running.size),
      perWebhook: this.perWebhook,
      perApp: this.perApp,
      webhooks: room,
      apps: new Map([...apps].map(([id, taken]) => [id, Math.max(0, this.perApp - taken)])),
    };
  }

  /** The room of each suspect: an equal share of what is left of their half, the longest unnoticed first. */
  private allotments(taken: ReadonlyMap<string, number>): Map<string, number> {
    for (const [id, { since }] of this.suspects) if (monotonicClock() - since > SUSPECT_MS) this.suspects.delete(id);
    let left = Math.floor(this.total / 2);
    for (const id of this.suspects.keys()) left -= taken.get(id) ?? 0;
    const share = Math.max(1, Math.floor(left / Math.max(1, this.suspects.size)));
    const allotted = new Map<string, number>();
    for (const [id, { room }] of this.suspects) {
      const given = Math.max(0, Math.min(room - (taken.get(id) ?? 0), share, left));
      left -= given;
      allotted.set(id, given);
    }
    return allotted;
  }

  private suspect(webhookId: string, room: number): void {
    this.suspects.delete(webhookId);
    this.suspects.set(webhookId, { room, since: monotonicClock() });
  }
}

/** How many items have each key. */
export function count<Item>(items: Iterable<Item>, key: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
