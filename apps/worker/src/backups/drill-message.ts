import type { BackupFaultCode, DrillFindings } from '@parley/backup';

/** What a process that drills tells the worker: how far it is (thousandths), and in the end what it found or what failed. */
export type DrillMessage =
  | { readonly progress: readonly [done: number, total: number] }
  | { readonly findings: DrillFindings }
  | { readonly fault: { readonly code: BackupFaultCode; readonly line: string } };
