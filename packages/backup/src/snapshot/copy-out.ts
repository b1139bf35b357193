import type pg from 'pg';
import { BackupFault } from '../backup-fault.js';
import { letGo } from '../format/let-go.js';

/** What a COPY says, piece by piece: `bytes[start..end)`, to be used at once. */
export type Take = (bytes: Buffer, start: number, end: number) => void;

const [COPY_OUT, COPY_DATA, COPY_DONE, ERROR] = [0x48, 0x64, 0x63, 0x45];
/** Type (1 byte) and length (4 bytes, itself included). */
const HEAD_BYTES = 5;
const LENGTH_BYTES = 4;

/**
 * COPY … TO STDOUT on a connection, read from its socket's own bytes: a row costs no object and no copy, of which
 * pg-protocol and pg-copy-streams make several (ADR 0118). While it runs it stands between the socket and pg.
 */
class CopyOut implements pg.Submittable {
  private stream!: pg.Connection['stream'];
  private listeners: ((bytes: Buffer) => void)[] = [];
  private head = Buffer.alloc(0);
  private left = 0;
  private isData = false;
  private fault: unknown;

  constructor(
    private readonly text: string,
    private readonly take: Take,
    private readonly drained: () => Promise<void> | undefined,
    private readonly ended: (error?: unknown) => void,
  ) {}

  submit(connection: pg.Connection): void {
    this.stream = connection.stream;
    this.listeners = this.stream.listeners('data') as ((bytes: Buffer) => void)[];
    this.stream.removeAllListeners('data').on('data', this.onBytes);
    connection.query(this.text);
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.ended(this.fault);
  }

  handleError(error: Error): void {
    this.ended(this.fault ?? error);
  }

  private readonly onBytes = (bytes: Buffer): void => {
    try {
      if (this.read(bytes)) return;
      letGo(bytes);
      const wait = this.drained();
      if (!wait) return;
      this.stream.pause();
      wait.then(() => this.stream.resume(), this.fail);
    } catch (error) {
      this.fail(error);
    }
  };

  /** Nothing can be said to the server in the middle of a COPY but by hanging up. */
  private readonly fail = (error: unknown): void => {
    this.fault ??= error;
    this.stream.destroy();
  };

  /** Whether the COPY has ended, and pg reads on. */
  private read(bytes: Buffer): boolean {
    let at = 0;
    while (at < bytes.length) {
      if (this.left === 0) {
        const begun = this.head.length;
        if (begun + bytes.length - at < HEAD_BYTES) {
          this.head = Buffer.concat([this.head, bytes.subarray(at)]);
          return false;
        }
        const head = begun === 0 ? bytes : Buffer.concat([this.head, bytes.subarray(at, at + HEAD_BYTES - begun)]);
        const from = begun === 0 ? at : 0;
        const type = head[from] ?? 0;
        if (type === ERROR) return this.release(begun === 0 ? bytes.subarray(at) : Buffer.concat([this.head, bytes.subarray(at)]));
        this.left = head.readUInt32BE(from + 1) - LENGTH_BYTES;
        this.isData = type === COPY_DATA;
        at += HEAD_BYTES - begun;
        if (begun > 0) this.head = Buffer.alloc(0);
        if (type === COPY_DONE) return this.release(bytes.subarray(at));
        if (type !== COPY_DATA && type !== COPY_OUT && !BESIDE.has(type)) throw new BackupFault('malformed', `The server answered COPY by message ${type}`);
      }
      const end = Math.min(bytes.length, at + this.left);
      if (this.isData && end > at) this.take(bytes, at, end);
      this.left -= end - at;
      at = end;
    }
    return false;
  }

  private release(rest: Buffer): true {
    this.stream.removeListener('data', this.onBytes);
    for (const listener of this.listeners) {
      this.stream.on('data', listener);
      if (rest.length > 0) listener(rest);
    }
    return true;
  }
}

/** Notices, settings and notifications may come at any time: none is asked for. */
const BESIDE: ReadonlySet<number> = new Set([0x4e, 0x53, 0x41]);

/**
 * Runs a `copy … to stdout` and hands `take` what it says. After each piece of the network `drained` may answer a promise:
 * until it resolves, the server waits. Rejects with what either threw, and the connection is of no further use.
 */
export async function copyOut(client: pg.Client, text: string, take: Take, drained: () => Promise<void> | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyOut(text, take, drained, (error) => (error === undefined ? resolve() : reject(error instanceof Error ? error : new Error('A COPY was given up', { cause: error })))));
  });
}
