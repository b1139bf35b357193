import { BackupFault } from '../backup-fault.js';

/** Prefix of what is said each second, so that an idle stream moves on and its age can be told. */
export const HEARTBEAT = 'parley-heartbeat';

/** When it was said, by the clock of who says it (ISO 8601), and the database's next transaction's number then, of 64 bits. */
export interface HeartbeatMessage {
  readonly at: string;
  readonly xmax: string;
}

/** Raises BackupFault `malformed`. */
export function readHeartbeat(content: Buffer): HeartbeatMessage {
  const { at, xmax } = JSON.parse(content.toString()) as Partial<HeartbeatMessage>;
  if (typeof at !== 'string' || typeof xmax !== 'string' || !/^\d+$/.test(xmax)) throw new BackupFault('malformed', 'A heartbeat of the stream cannot be read');
  return { at, xmax };
}
