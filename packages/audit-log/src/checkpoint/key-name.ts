import { AuditFault } from '../audit-fault.js';

/** Whether a text can name a key: not empty, no Unicode space, no plus, no control character (C2SP signed-note, "Format"). */
export const isKeyName = (name: string): boolean => /^[^\s+\p{Cc}]+$/u.test(name) && name.isWellFormed();

/** Raises AuditFault `malformed_key` for what cannot name a key. */
export function requireKeyName(name: string): void {
  if (!isKeyName(name)) throw new AuditFault('malformed_key', 'The name of a key must not be empty nor hold spaces or plus signs');
}
