import type { BackupFaultCode, Drilled } from '@parley/backup';

/** What a process that drills tells the worker: how far it is (thousandths), and in the end what it found, with how long its steps took, or what failed. */
export type DrillMessage =
  | { readonly progress: readonly [done: number, total: number] }
  | Drilled
  | { readonly fault: { readonly code: BackupFaultCode; readonly line: string } };
