import { timingSafeEqual } from 'node:crypto';
import { BackupFault } from '../backup-fault.js';
import type { Repository, RepositoryKeys } from '../format/repository-keys.js';
import type { JsonRow } from './ledger-rows.js';

export const ROOT_OBJECT = 'root';
const VERSION = 1;

/** What a restore begins with: who opens the root key, what it opens, and whose signatures count. */
export interface RootObject {
  readonly repository: Repository;
  /** The number of its writing, greater than all before it: of several zones' the greatest counts. */
  readonly at: number;
  readonly region: string;
  readonly rootKeys: readonly JsonRow[];
  readonly recipients: readonly JsonRow[];
  /** The row of `tenant_keys` that the repository's key is derived from. */
  readonly backupTenant: JsonRow;
  /** Keys of the audit log, formatted: who signs manifests, or did. */
  readonly verifierKeys: readonly string[];
}

/**
 * In clear, since what is in it is wrapped, and needed before anything opens; authenticated by the repository's key, which
 * whoever reads it has afterwards.
 */
export function encodeRootObject(keys: RepositoryKeys, content: RootObject): Buffer {
  const body = JSON.stringify({ v: VERSION, ...content });
  return Buffer.from(JSON.stringify({ body, mac: keys.ledgerMac(body).toString('hex') }));
}

/** What it says, to be believed once `verifyRootObject` has. Raises BackupFault `malformed`. */
export function readRootObject(object: Buffer): RootObject {
  try {
    const { v, ...content } = JSON.parse(parse(object).body) as RootObject & { readonly v: number };
    if (v === VERSION) return content;
  } catch {
    // Told below.
  }
  throw new BackupFault('malformed', 'keys/root cannot be read');
}

/** Raises BackupFault `unreadable` where somebody changed it who did not hold the repository's key. */
export function verifyRootObject(keys: RepositoryKeys, object: Buffer): void {
  const { body, mac } = parse(object);
  const [said, computed] = [Buffer.from(mac, 'hex'), keys.ledgerMac(body)];
  if (said.length !== computed.length || !timingSafeEqual(said, computed)) throw new BackupFault('unreadable', 'keys/root was changed');
}

/** What it says, where it is byte by byte what whoever holds the key makes of that. Raises BackupFault `malformed`, `unreadable`. */
export function openRootObject(keys: RepositoryKeys, object: Buffer): RootObject {
  const root = readRootObject(object);
  if (!encodeRootObject(keys, root).equals(object)) throw new BackupFault('unreadable', 'keys/root was changed');
  return root;
}

const parse = (object: Buffer): { readonly body: string; readonly mac: string } => JSON.parse(object.toString()) as { body: string; mac: string };
