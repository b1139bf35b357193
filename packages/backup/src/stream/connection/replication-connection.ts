import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { connectionOptions } from '@parley/persistence';
import pg from 'pg';
import { formatLsn, parseLsn, type Lsn } from '../lsn.js';
import { StreamFault } from '../stream-fault.js';

/** Who a server is: a copy or a successor of it has another identifier or another timeline. */
export interface ServerIdentity {
  readonly systemIdentifier: string;
  readonly timeline: number;
  /** How far its log is written. */
  readonly flushed: Lsn;
}

/** A slot that was made. */
export interface CreatedSlot {
  /** Where its stream begins: everything that was committed before is in the snapshot, and nothing else. */
  readonly consistentPoint: Lsn;
  /** Name of the exported snapshot, which lives until the connection's next command. */
  readonly snapshot: string | undefined;
}

export interface SlotOptions {
  /** Export a snapshot that fits the stream exactly. */
  readonly exportSnapshot?: boolean;
  /** Let standbys keep a copy of the slot. Asked of PostgreSQL 17 and later; earlier ones have none. */
  readonly failover?: boolean;
}

/** What pg's connection has beyond its types. */
interface RawConnection {
  readonly stream: Duplex;
  sendCopyFromChunk(bytes: Buffer): void;
  end(): void;
  on(event: 'copyData', listener: (message: { chunk: Buffer }) => void): void;
}

const PLUGIN = 'pgoutput';
const [END_MS, FAILOVER_VERSION] = [2000, 170_000];
const TIMELINES_ARE_NUMBERS = /^\d+$/;

/** Names go into commands that take no parameters. */
function named(name: string): string {
  if (!/^[a-z0-9_]{1,63}$/.test(name)) throw new StreamFault('refused', 'A slot or publication is named by letters, digits and underscores');
  return name;
}

/** A connection that speaks PostgreSQL's replication protocol to one database. */
export class ReplicationConnection {
  private ended: Error | undefined;

  private constructor(
    private readonly client: pg.Client,
    private readonly raw: RawConnection,
  ) {
    client.on('error', (error) => {
      this.ended = error;
    });
  }

  /** Opens one as a role that may replicate. Rejects with what the server or the network says. */
  static async open(url: string): Promise<ReplicationConnection> {
    // A stream is one query, whose answer never comes to its end.
    const { query_timeout: _, ...options } = connectionOptions();
    const config = { connectionString: url, application_name: 'parley-backup', ...options, replication: 'database' };
    const client = new pg.Client(config);
    const connection = new ReplicationConnection(client, client.connection as unknown as RawConnection);
    try {
      await client.connect();
    } catch (cause) {
      throw new StreamFault('refused', 'The database takes no replication connection', { cause });
    }
    return connection;
  }

  async identify(): Promise<ServerIdentity> {
    const { systemid, timeline, xlogpos } = await this.row('IDENTIFY_SYSTEM');
    if (!TIMELINES_ARE_NUMBERS.test(String(timeline))) throw new StreamFault('refused', 'The server does not say who it is');
    return { systemIdentifier: String(systemid), timeline: Number(timeline), flushed: parseLsn(String(xlogpos)) };
  }

  /** Makes a slot. Waits for the transactions that are under way. */
  async createSlot(slot: string, { exportSnapshot = false, failover = false }: SlotOptions = {}): Promise<CreatedSlot> {
    const { server_version_num: version } = await this.row('show server_version_num');
    const options = [`SNAPSHOT '${exportSnapshot ? 'export' : 'nothing'}'`, ...(failover && Number(version) >= FAILOVER_VERSION ? ['FAILOVER true'] : [])];
    const made = await this.row(`CREATE_REPLICATION_SLOT ${named(slot)} LOGICAL ${PLUGIN} (${options.join(', ')})`);
    return { consistentPoint: parseLsn(String(made['consistent_point'])), snapshot: typeof made['snapshot_name'] === 'string' ? made['snapshot_name'] : undefined };
  }

  /** Drops a slot; waits until nobody reads it. */
  async dropSlot(slot: string): Promise<void> {
    await this.client.query(`DROP_REPLICATION_SLOT ${named(slot)} WAIT`);
  }

  /** The rows of one statement without parameters. */
  async query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    return (await this.client.query<Row>(text)).rows;
  }

  /**
   * Begins the stream at `from`; each message is given to `receive`, in a buffer that is used again. Answers when the
   * stream has begun; `over` rejects when it has come to its end, which is never a good one.
   */
  async stream(slot: string, publication: string, from: Lsn, receive: (chunk: Buffer) => void): Promise<{ readonly over: Promise<never> }> {
    const options = `proto_version '2', publication_names '${named(publication)}', binary 'true', messages 'true', streaming 'on'`;
    this.raw.on('copyData', ({ chunk }) => receive(chunk));
    const query = this.client.query(`START_REPLICATION SLOT ${named(slot)} LOGICAL ${formatLsn(from)} (${options})`);
    const over = query.then(
      () => Promise.reject(new StreamFault('ended', 'The server ended the stream')),
      (cause: unknown) => Promise.reject(new StreamFault('ended', 'The stream of changes broke off', { cause: this.ended ?? cause })),
    );
    over.catch(() => undefined);
    const started = once(this.client.connection, 'replicationStart');
    started.catch(() => undefined);
    await Promise.race([started, query.then(() => undefined, (cause: unknown) => {
      throw new StreamFault('refused', 'The server does not begin the stream', { cause });
    })]);
    return { over };
  }

  send(bytes: Buffer): void {
    if (this.raw.stream.writable) this.raw.sendCopyFromChunk(bytes);
  }

  /** Reads nothing more for now; what the process has already is still given. */
  pause(): void {
    this.raw.stream.pause();
  }

  resume(): void {
    this.raw.stream.resume();
  }

  /** Takes leave, so that the server frees the slot at once, and waits until it has done so; cuts it when it doesn't in a moment. */
  async close(): Promise<void> {
    const { stream } = this.raw;
    if (stream.closed) return;
    const closed = once(stream, 'close').catch(() => undefined);
    const timer = setTimeout(() => stream.destroy(), END_MS);
    // The server takes leave only once it can send what it was about to.
    stream.resume();
    this.raw.end();
    await closed;
    clearTimeout(timer);
  }

  private async row(command: string): Promise<Record<string, unknown>> {
    const [row] = await this.query<Record<string, unknown>>(command);
    if (!row) throw new StreamFault('refused', 'The server gives no answer to a command of its replication protocol');
    return row;
  }
}
