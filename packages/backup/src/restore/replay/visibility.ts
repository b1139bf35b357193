import { BackupFault } from '../../backup-fault.js';
import type { Xid } from '../../stream/xid.js';

/** What a snapshot of PostgreSQL sees (its manual, "Snapshot Information"). */
export interface Visibility {
  /** Everything below was over. */
  readonly xmin: Xid;
  /** Nothing from here on had begun. */
  readonly xmax: Xid;
  /** What was under way between them. */
  readonly under: ReadonlySet<Xid>;
}

/** Reads xmin:xmax:xip of 64 bits. Raises BackupFault `malformed`. */
export function parseVisibility(text: string): Visibility {
  const [, xmin, xmax, list] = /^(\d+):(\d+):((?:\d+(?:,\d+)*)?)$/.exec(text) ?? [];
  if (xmin === undefined || xmax === undefined) throw new BackupFault('malformed', 'A snapshot does not say what it saw');
  return { xmin: BigInt(xmin), xmax: BigInt(xmax), under: new Set(list ? list.split(',').map(BigInt) : []) };
}

/** Whether what a transaction did is in the snapshot: not by where its commit lies, as commits become visible in another order. */
export const isVisible = ({ xmin, xmax, under }: Visibility, xid: Xid): boolean => xid < xmin || (xid < xmax && !under.has(xid));
