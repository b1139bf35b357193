import { once } from 'node:events';
import { createServer as createPlainServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** A word of a command: quoted, or as it is. */
const WORD = /"((?:[^"\\]|\\.)*)"|(\S+)/g;

/** An IMAP server on loopback that is there to be logged in to: TLS at once, one mailbox, `INBOX`, which is empty. It lets in whoever does not say `wrong`. */
export class ImapLogin {
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  /** Without a certificate it speaks plainly, and offers no STARTTLS. */
  static async start(certificate?: { readonly cert: string; readonly key: string }): Promise<ImapLogin> {
    const server = certificate ? createTlsServer(certificate) : createPlainServer();
    const double = new ImapLogin(server);
    server.on(certificate ? 'secureConnection' : 'connection', (socket: Socket) => double.serve(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return double;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n');
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      const lines = (text + chunk.toString()).split('\r\n');
      text = lines.pop() ?? '';
      for (const line of lines) this.answer(socket, [...line.matchAll(WORD)].map(([, quoted, plain]) => plain ?? quoted?.replaceAll(/\\(.)/g, '$1') ?? ''));
    });
  }

  private answer(socket: Socket, [tag = '*', command = '', ...words]: readonly string[]): void {
    const reply = (untagged: readonly string[], status = 'OK done') => socket.write([...untagged.map((line) => `* ${line}`), `${tag} ${status}`, ''].join('\r\n'));
    switch (command.toUpperCase()) {
      case 'CAPABILITY':
        return void reply(['CAPABILITY IMAP4rev1']);
      case 'LOGIN':
        return void (words[1] === 'wrong' ? reply([], 'NO [AUTHENTICATIONFAILED] no') : reply([]));
      case 'NOOP':
        return void reply([]);
      case 'LIST':
      case 'LSUB':
        return void reply([`${command.toUpperCase()} () "/" INBOX`]);
      case 'SELECT':
      case 'EXAMINE':
        return void (words[0] === 'INBOX' ? reply(['FLAGS (\\Seen)', '0 EXISTS', '0 RECENT', 'OK [UIDVALIDITY 1] one', 'OK [UIDNEXT 1] one'], 'OK [READ-ONLY] done') : reply([], 'NO [NONEXISTENT] no such mailbox'));
      case 'LOGOUT':
        reply(['BYE bye']);
        return void socket.end();
      default:
        return void reply([], 'BAD unknown');
    }
  }
}
