import { BackupFault } from '../../backup-fault.js';
import { parseMessage } from '../pgoutput/parse.js';
import { TransactionLog } from './transaction-log.js';

/** What stands before the number of the (sub)transaction, in messages between a stream start and stop. */
const NUMBERED = new Set(['R', 'Y', 'I', 'U', 'D', 'T', 'M']);

/** Large transactions that the server sends in parts before they have ended. */
export class UnderWay {
  private readonly logs = new Map<number, TransactionLog>();
  /** The one of which a part is coming. */
  private now: { readonly xid: number; readonly log: TransactionLog } | undefined;

  constructor(private readonly directory: string) {}

  /** Bytes in memory. */
  get bytes(): number {
    let bytes = 0;
    for (const log of this.logs.values()) bytes += log.bytes;
    return bytes;
  }

  /** Takes a message that is of such a part, or its start or stop. Answers whether it was one. */
  take(bytes: Buffer): boolean {
    const letter = String.fromCharCode(bytes[0] ?? 0);
    if (letter === 'S') this.start(bytes);
    else if (!this.now) return false;
    else if (letter === 'E') this.now = undefined;
    else if (NUMBERED.has(letter)) this.now.log.add(bytes.readUInt32BE(1), withoutNumber(bytes));
    else if (letter === 'O') this.now.log.add(this.now.xid, bytes);
    else throw malformed(`${letter} in a part of a transaction`);
    return true;
  }

  of(xid: number): TransactionLog {
    const log = this.logs.get(xid);
    if (!log || this.now) throw malformed('the end of a transaction that did not begin');
    return log;
  }

  /** Takes one out: it has come to its end. */
  end(xid: number): TransactionLog {
    const log = this.of(xid);
    this.logs.delete(xid);
    return log;
  }

  discard(): void {
    for (const log of this.logs.values()) log.discard();
    this.logs.clear();
  }

  private start(bytes: Buffer): void {
    const message = parseMessage(bytes);
    if (message.kind !== 'stream start' || this.now || message.first === this.logs.has(message.xid)) throw malformed('a part of a transaction that did not begin');
    const log = this.logs.get(message.xid) ?? new TransactionLog(this.directory);
    this.logs.set(message.xid, log);
    this.now = { xid: message.xid, log };
  }
}

/** As it would have come in a transaction that was sent whole. */
function withoutNumber(bytes: Buffer): Buffer {
  const rest = Buffer.allocUnsafe(bytes.length - 4);
  rest[0] = bytes[0] ?? 0;
  bytes.copy(rest, 1, 5);
  return rest;
}

const malformed = (what: string): BackupFault => new BackupFault('malformed', `The stream is not as its protocol says: ${what}`);
