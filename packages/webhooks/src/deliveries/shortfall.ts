import { count, NO_ROOM, type Busy, type SlotBounds } from './lane-slots.js';

/**
 * Whose due lanes may wait because of a bound: everybody's, where no slot was free, or those of single webhooks and apps.
 * They are for a claim, which is fair, as soon as there is room for them; until then new lanes must not overtake them.
 * Whoever is not named here is served at once, however many lanes of others wait.
 */
export class Shortfall {
  private everybody = false;
  private readonly webhooks = new Set<string>();
  private readonly apps = new Set<string>();

  /** Forgets everything: a claim finds out anew. */
  clear(): void {
    this.everybody = false;
    this.webhooks.clear();
    this.apps.clear();
  }

  /** Due lanes of anybody may wait. */
  all(): void {
    this.everybody = true;
  }

  /** Due lanes of this webhook wait. */
  webhook(id: string): void {
    this.webhooks.add(id);
  }

  /**
   * Notes whom the bounds may have kept from more: a statement took `lanes` within them. `walked` are the webhooks it
   * looked at, where that is known. Answers whether there is anybody.
   */
  note(bounds: SlotBounds, lanes: readonly Busy[], walked?: ReadonlySet<string>): boolean {
    const full = lanes.length >= bounds.free;
    const webhooks = reached(bounds.webhooks, bounds.perWebhook, count(lanes, ({ webhookId }) => webhookId)).filter((id) => walked?.has(id) ?? true);
    const apps = reached(bounds.apps, bounds.perApp, count(lanes, ({ appId }) => appId));
    this.everybody ||= full;
    for (const id of webhooks) this.webhooks.add(id);
    for (const id of apps) this.apps.add(id);
    return full || webhooks.length > 0 || apps.length > 0;
  }

  /** What new lanes may take: nothing where others wait already. */
  narrow(bounds: SlotBounds): SlotBounds {
    if (this.everybody) return NO_ROOM;
    return { ...bounds, webhooks: without(bounds.webhooks, this.webhooks), apps: without(bounds.apps, this.apps) };
  }

  /** Whether a claim may serve one of them now. */
  relieved({ free, webhooks, perWebhook, apps, perApp }: SlotBounds): boolean {
    if (free === 0) return false;
    const some = (ids: Iterable<string>, own: ReadonlyMap<string, number>, common: number) => [...ids].some((id) => (own.get(id) ?? common) > 0);
    return this.everybody || some(this.webhooks, webhooks, perWebhook) || some(this.apps, apps, perApp);
  }
}

/** Who has no room left, once `taken` have been taken. */
const reached = (own: ReadonlyMap<string, number>, common: number, taken: ReadonlyMap<string, number>): string[] =>
  [...new Set([...own.keys(), ...taken.keys()])].filter((id) => (taken.get(id) ?? 0) >= (own.get(id) ?? common));

const without = (room: ReadonlyMap<string, number>, ids: Iterable<string>): ReadonlyMap<string, number> =>
  new Map([...room, ...[...ids].map((id) => [id, 0] as const)]);
