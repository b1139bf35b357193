import type { Verified } from '../verify/verify.types.js';

/** What a restored database was compared with, by counts; everything here was found good. */
export interface DrillChecks {
  /** With rows and sums equal to those recorded when the snapshot was taken, and a schema of the same hash. */
  readonly tables: number;
  readonly rows: number;
  readonly transactions: number;
  /** Valid ones. */
  readonly foreignKeys: number;
  /** Messages that opened: one for each app and version of its keys. */
  readonly messages: number;
  readonly apps: number;
  /** Erasures that were done again, and apps whose rows nothing opens any more. */
  readonly erased: number;
  readonly closed: number;
  /** Erased conversations whose rows are there again, of which nobody could open a message; reports of former versions tell of none. */
  readonly triedErased?: number;
}

/** What a drill found. */
export interface DrillFindings {
  readonly snapshot: number;
  /** The moment that was restored, ISO 8601. */
  readonly to: string;
  /** From the first reading of the zone to a database that could be used: seconds. */
  readonly rtoSeconds: number;
  readonly checks: DrillChecks;
}

/** What is written down of a drill. */
export interface DrillReport {
  readonly v: 1;
  readonly kind: 'drill';
  /** When it began, ISO 8601; its name. */
  readonly at: string;
  /** The zone that alone was read. */
  readonly zone: string;
  readonly outcome: 'good' | 'failed';
  /** Why it failed: a code, and a line that names objects and tables, and nothing that they hold. */
  readonly fault?: { readonly code: string; readonly line: string };
  readonly findings?: DrillFindings;
  /** By zone, how old the newest was that could be read there: seconds. */
  readonly rpoSeconds: Readonly<Record<string, number>>;
}

/** What is written down of a verification of the zones. */
export interface VerifyReport extends Pick<Verified, 'objects' | 'bytes' | 'unnamed'> {
  readonly v: 1;
  readonly kind: 'verify';
  /** When it began, ISO 8601; its name. */
  readonly at: string;
  readonly zones: readonly string[];
  /** Whether every frame was opened as well. */
  readonly deep: boolean;
  /** `failed` where something is not good and was not mended. */
  readonly outcome: 'good' | 'failed';
  readonly found: number;
  readonly repaired: number;
  readonly lost: number;
  /** The first of them. */
  readonly findings: Verified['findings'];
}

/** Whatever is signed of how backups are. */
export type Report = DrillReport | VerifyReport;
