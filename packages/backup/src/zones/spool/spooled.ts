import { isObjectName } from '../zone-store.js';

/** Segments, or all else. What is of one lane goes to a zone in its order; a snapshot keeps no segment waiting. */
export type Lane = 'stream' | 'bulk';
export const LANES: readonly Lane[] = ['stream', 'bulk'];

/** An object to be sent. */
export interface Outgoing {
  readonly name: string;
  /** Sealed already. Nobody writes into them any more: they are sent as they are. */
  readonly bytes: Buffer;
  readonly lane: Lane;
  /** In base64, of the bytes, where it is known already. */
  readonly sha256?: string;
  /** The newest heartbeat in it. */
  readonly heartbeat?: Date;
  /** Whether a zone's ledger must be brought up to date before it. */
  readonly ledger?: boolean;
}

/** What of it the spool keeps in a file's name: a directory tells everything, without a file being opened. */
export interface Spooled {
  readonly sequence: number;
  readonly name: string;
  readonly lane: Lane;
  readonly ledger: boolean;
  readonly size: number;
  /** In base64, of the bytes. */
  readonly sha256: string;
  readonly heartbeat: Date | undefined;
}

const LETTERS: Readonly<Record<string, Lane>> = { s: 'stream', b: 'bulk' };
const FILE = /^(\d{12})!([sb])([k-])!([^!]+)!(\d+)!([\w-]{43})!(\d*)$/;

/** The name of its file. No object's name has a `+`. */
export function spoolFileName({ sequence, name, lane, ledger, size, sha256, heartbeat }: Spooled): string {
  const sum = Buffer.from(sha256, 'base64').toString('base64url');
  return [String(sequence).padStart(12, '0'), `${lane === 'stream' ? 's' : 'b'}${ledger ? 'k' : '-'}`, name.replaceAll('/', '+'), size, sum, heartbeat?.getTime() ?? ''].join('!');
}

/** Nothing where a file is none of the spool's. */
export function readSpoolFileName(file: string): Spooled | undefined {
  const [, sequence, letter = '', ledger, plain = '', size, sum = '', heartbeat] = FILE.exec(file) ?? [];
  const [lane, name] = [LETTERS[letter], plain.replaceAll('+', '/')];
  if (lane === undefined || !isObjectName(name)) return undefined;
  return {
    sequence: Number(sequence), name, lane, ledger: ledger === 'k', size: Number(size),
    sha256: Buffer.from(sum, 'base64url').toString('base64'), heartbeat: heartbeat ? new Date(Number(heartbeat)) : undefined,
  };
}
