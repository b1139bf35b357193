import { execFile } from 'node:child_process';

/** A person's mailbox and the server that he sends by, over TLS. */
export interface MailAccount {
  readonly username: string;
  readonly password: string;
  /** With TLS at once. */
  readonly smtpPort: number;
  readonly imapPort: number;
  /** A file with the authority's certificate. */
  readonly authority: string;
}

/** What a person reads and writes mails with: curl, which shares no code with Parley. */
export class MailProgram {
  constructor(private readonly account: MailAccount) {}

  /** Hands a mail to his server. Rejects where it is not taken. */
  async send(raw: string, { from, to }: { readonly from: string; readonly to: string }): Promise<void> {
    await this.curl([`smtps://127.0.0.1:${this.account.smtpPort}`, '--mail-from', from, '--mail-rcpt', to, '--crlf', '--upload-file', '-'], raw);
  }

  /** All that is in his mailbox, in its order, as it came. */
  async mails(): Promise<string[]> {
    const inbox = `imaps://127.0.0.1:${this.account.imapPort}/INBOX`;
    const numbers = (await this.curl([`${inbox}?ALL`])).match(/\d+/g) ?? [];
    const mails: string[] = [];
    for (const number of numbers) mails.push(await this.curl([`${inbox};MAILINDEX=${number}`]));
    return mails;
  }

  private curl(args: readonly string[], input = ''): Promise<string> {
    const { username, password, authority } = this.account;
    return new Promise((resolve, reject) => {
      const child = execFile('curl', ['--silent', '--show-error', '--fail', '--max-time', '60', '--cacert', authority, '--user', `${username}:${password}`, ...args],
        (error, out, said) => (error ? reject(new Error(`curl: ${said}`, { cause: error })) : resolve(out)));
      child.stdin?.end(input);
    });
  }
}
