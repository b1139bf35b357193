import { BackupFault } from '../backup-fault.js';
import type { Fault } from './verify.types.js';

/** What is wrong with bytes that something rejected. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof BackupFault)) return 'unreadable';
  if (error.code === 'broken_chain') return 'out_of_place';
  return error.code === 'malformed' ? 'unreadable' : 'changed';
}
