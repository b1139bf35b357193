import { createSocket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** The bytes of an address; `silent` gets no answer at all. */
type Data = readonly number[] | 'silent';

/** What names have; a name that is not listed does not exist. */
export type Zone = Readonly<Record<string, { readonly a?: Data; readonly aaaa?: Data }>>;

const [A, AAAA, NO_SUCH_NAME] = [1, 28, 3];

/** A name server on loopback, by UDP (RFC 1035). Emits `asked` with the name and the type of each question. */
export class NameServer extends EventEmitter<{ asked: [name: string, type: number] }> {
  private readonly socket = createSocket('udp4');

  private constructor(private readonly zone: Zone) {
    super();
    this.socket.on('message', (query, { port, address }) => {
      const answer = this.answer(query);
      if (answer) this.socket.send(answer, port, address);
    });
  }

  static async start(zone: Zone): Promise<NameServer> {
    const server = new NameServer(zone);
    server.socket.bind(0, '127.0.0.1');
    await once(server.socket, 'listening');
    return server;
  }

  /** As a resolver takes it. */
  get address(): string {
    const { address, port }: AddressInfo = this.socket.address();
    return `${address}:${port}`;
  }

  close(): void {
    this.socket.close();
  }

  private answer(query: Buffer): Buffer | undefined {
    const { name, type, question } = readQuestion(query);
    this.emit('asked', name, type);
    const entry = this.zone[name];
    const data = type === A ? entry?.a : type === AAAA ? entry?.aaaa : undefined;
    if (data === 'silent') return undefined;
    const records = data ? [record(type, data)] : [];
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | (entry ? 0 : NO_SUCH_NAME), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    return Buffer.concat([header, question, ...records]);
  }
}

function readQuestion(query: Buffer): { name: string; type: number; question: Buffer } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), question: query.subarray(12, at + 5) };
}

/** One resource record for the question's name, that holds for a second. */
const record = (type: number, data: readonly number[]): Buffer =>
  Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 1, 0, data.length, ...data]);
