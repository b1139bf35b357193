import { ObjectStoreError } from '@parley/object-store';
import { BackupFault } from '../../backup-fault.js';
import { SpoolFull } from '../spool/spool.js';

/** How a zone is, for metrics and for people. */
export interface ZoneState {
  readonly name: string;
  readonly place: string;
  /** Since when nothing could be written; nothing while it can. */
  readonly unreachableSince: Date | undefined;
  /** The last error, also where it has passed. */
  readonly lastError: { readonly code: string; readonly message: string; readonly at: Date } | undefined;
  /** The newest segment that can be read there. */
  readonly confirmed: string | undefined;
  /** The newest heartbeat that can be read there, with all that was before it. */
  readonly heartbeat: Date | undefined;
  /** The newest manifest that was brought there, of those since the start. */
  readonly manifest: string | undefined;
  /** What is to be sent from the spool. */
  readonly waiting: { readonly objects: number; readonly bytes: number };
  /** Zones from which it is still to get what the spool has no more, or which are to be compared with it. */
  readonly catchingUpFrom: readonly string[];
  /** Why that did not go on. */
  readonly catchUpError: string | undefined;
}

/** Nothing new comes into the spool. */
export const SPOOL_FULL = 'spool_full';

/** Told when a zone can no longer be written to, by why, and when it can again. */
export type ZoneTurn = (zone: string, fault: { readonly code: string; readonly message: string } | undefined) => void;

/** What becomes of attempts to reach a zone. */
export class ZoneHealth {
  unreachableSince: Date | undefined;
  lastError: ZoneState['lastError'];

  constructor(private readonly turned: (fault: { readonly code: string; readonly message: string } | undefined) => void) {}

  worked(): void {
    if (this.unreachableSince === undefined) return;
    this.unreachableSince = undefined;
    this.turned(undefined);
  }

  failed(error: unknown): void {
    const [at, fault] = [new Date(), described(error)];
    this.lastError = { ...fault, at };
    if (this.unreachableSince !== undefined) return;
    this.unreachableSince = at;
    this.turned(fault);
  }
}

/** A code, and a line without secrets. */
export function described(error: unknown): { code: string; message: string } {
  if (error instanceof ObjectStoreError || error instanceof BackupFault) return { code: error.code, message: error.message };
  if (error instanceof SpoolFull) return { code: SPOOL_FULL, message: error.message };
  return { code: 'internal', message: error instanceof Error ? error.name : 'unknown' };
}
