import type { Room } from './cursor.js';

/** Whose lanes may be due and had to be left, because there was no room for more: the end of one that is held makes some. */
export class Shortage {
  private readonly integrations = new Set<string>();
  private ofAll = false;

  /** All are looked at anew. */
  clear(): void {
    this.integrations.clear();
    this.ofAll = false;
  }

  /** Nobody was looked at: there was no room at all. */
  all(): void {
    this.ofAll = true;
  }

  /** What a claim within a room has leased: who got as much as there was room for may have more. */
  note({ free, ofOne, held }: Room, lanes: readonly { readonly integrationId: string }[]): void {
    if (lanes.length >= free) this.ofAll = true;
    const now = new Map(held);
    for (const { integrationId: id } of lanes) now.set(id, (now.get(id) ?? 0) + 1);
    for (const [id, count] of now) if (count >= ofOne) this.integrations.add(id);
  }

  /** Whether the end of a lane of this integration makes room that somebody may wait for. */
  has(integrationId: string): boolean {
    return this.ofAll || this.integrations.has(integrationId);
  }
}
