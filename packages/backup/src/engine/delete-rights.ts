import type { Logger } from '@parley/kernel';
import { ObjectStoreError } from '@parley/object-store';
import type { Zone } from '../zones/zone.js';

interface Parts {
  readonly zones: readonly Pick<Zone, 'name' | 'mayDelete'>[];
  /** Resolves once a zone is known to be what it should be, and rejects where it is not. */
  readonly reached: (zone: string) => Promise<void>;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Warns of buckets in which the worker could delete: its credentials are those that an intruder finds first. */
export class DeleteRights {
  private readonly asked = new Set<string>();

  constructor(private readonly parts: Parts) {}

  /** Asks each zone once. One that is away, or does not say, is asked the next time. */
  async look(): Promise<void> {
    const { zones, reached, logger } = this.parts;
    for (const zone of zones.filter(({ name }) => !this.asked.has(name))) {
      try {
        // So that a refusal is of this right alone.
        await reached(zone.name);
      } catch {
        continue; // whoever writes there tells of it
      }
      try {
        if (await zone.mayDelete()) logger.warn({ zone: zone.name }, 'The credentials by which this worker writes backups may delete in this zone, and so may whoever gets hold of them: take that right from them, and give it to PARLEY_BACKUP_EXPIRY_PROFILE alone');
        this.asked.add(zone.name);
      } catch (error) {
        if (!(error instanceof ObjectStoreError)) throw error;
        if (error.code === 'refused') this.asked.add(zone.name);
      }
    }
  }
}
