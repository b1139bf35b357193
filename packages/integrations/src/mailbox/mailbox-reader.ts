import type { Keyring } from '@parley/crypto-at-rest';
import type { GuardedClient } from '@parley/egress';
import { wallClock, type Logger } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { VendorFault } from '../channels/vendor-fault.js';
import { MAX_MAIL_BYTES } from '../email/read-mail.js';
import { openOneSettings } from '../integrations/settings.js';
import { noteStatus } from '../outbox/integration-status.js';
import { ImapSession, type ImapTimes, type MailHead } from './imap-session.js';
import { receivedAt } from './incoming-mail.js';
import { mailboxAccess } from './mailbox-access.js';
import { READ } from './mailbox.queries.js';
import { MailTaker, type Took } from './mail-taker.js';
import { begin, heldMailbox, indexesOf, renumber, rereadAfter, searchedFrom, type HeldMailbox, type MailboxRow } from './position.js';

/** Mails whose heads are asked for at once, and which are marked as read together. */
const TOGETHER = 25;

export interface MailboxReaderParts {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly client: GuardedClient;
  readonly logger: Pick<Logger, 'warn'>;
  /** Is told what became of a mail. */
  readonly observe: (took: Took) => void;
  /** Beyond it a mail is parked (default: what is read of a mail at most). */
  readonly maxMailBytes?: number;
  readonly times?: ImapTimes;
}

/** Reads one mailbox: what is new since the last time, then what comes, until it is told to end. */
export class MailboxReader {
  private readonly taker: MailTaker;
  private readonly maxBytes: number;

  constructor(private readonly parts: MailboxReaderParts) {
    this.maxBytes = parts.maxMailBytes ?? MAX_MAIL_BYTES;
    this.taker = new MailTaker(parts, this.maxBytes);
  }

  /** Resolves when `signal` is aborted. `opened` is called once it is open. Raises VendorFault, MailboxLost, and what the database raises. */
  async read(held: HeldMailbox, signal: AbortSignal, opened: () => void): Promise<void> {
    const sql = this.parts.db.app(held.appId);
    const row = await heldMailbox(sql, held);
    try {
      await this.session(held, row, signal, async (session) => {
        if (row.fault === 'credentials_refused') await this.note(held, row, 'active', 'accepted');
        let last = await this.position(session, held, row, signal);
        await sql.query(READ, [held.appId, held.integrationId, held.token]);
        opened();
        while (!signal.aborted) {
          last = await this.take(session, held, await session.numbers({ above: last }), signal, { advances: true }) ?? last;
          if (!signal.aborted) await session.changed();
        }
      });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof VendorFault && error.faultClass === 'auth') await this.note(held, row, 'error', error.code);
      throw error;
    }
  }

  private async session(held: HeldMailbox, row: MailboxRow, signal: AbortSignal, use: (session: ImapSession) => Promise<void>): Promise<void> {
    const { db, keyring, client, times } = this.parts;
    const access = mailboxAccess(await openOneSettings(db.app(held.appId), keyring, row));
    if (!access) throw new VendorFault('temporary', 'not_configured');
    const session = await ImapSession.open(client, access, { signal, maxBytes: this.maxBytes, ...(times && { times }) });
    try {
      await use(session);
    } finally {
      await session.close();
    }
  }

  /** The number of the last mail that is taken: of a mailbox that was never opened the last there is; of one that is numbered anew, once those are taken that are not known. */
  private async position(session: ImapSession, held: HeldMailbox, row: MailboxRow, signal: AbortSignal): Promise<number> {
    const { db, keyring } = this.parts;
    const sql = db.app(held.appId);
    const access = mailboxAccess(await openOneSettings(sql, keyring, row));
    if (!access) throw new VendorFault('temporary', 'not_configured');
    const indexes = await indexesOf(keyring, sql, held, access, session.numbering);
    const lastUid = await session.lastUid();
    if (!row.account_index?.equals(indexes.account)) {
      const newest = await session.newest();
      await begin(sql, held, indexes, lastUid, newest && receivedAt(newest));
      return lastUid;
    }
    if (row.numbering_index?.equals(indexes.numbering) && row.last_uid !== null) return row.last_uid;
    const after = rereadAfter(row, wallClock());
    let newest: Date | undefined;
    const isLater = (head: MailHead): boolean => {
      const at = receivedAt(head);
      // Of what the server names no time it is not known whether it is new: it is looked at, and the inbox knows it again.
      if (at === undefined) return true;
      if (newest === undefined || at > newest) newest = at;
      return at > after;
    };
    const numbers = (await session.numbers({ since: searchedFrom(after) })).filter((uid) => uid <= lastUid);
    await this.take(session, held, numbers, signal, { advances: false, wanted: isLater });
    signal.throwIfAborted();
    await renumber(sql, held, indexes.numbering, lastUid, newest);
    return lastUid;
  }

  /** Takes mails in their order; answers the number of the last one that was looked at. */
  private async take(session: ImapSession, held: HeldMailbox, uids: readonly number[], signal: AbortSignal, { advances, wanted = () => true }: { readonly advances: boolean; readonly wanted?: (head: MailHead) => boolean }): Promise<number | undefined> {
    let last: number | undefined;
    for (let from = 0; from < uids.length && !signal.aborted; from += TOGETHER) {
      const heads = (await session.heads(uids.slice(from, from + TOGETHER))).sort((one, other) => one.uid - other.uid);
      const unread: number[] = [];
      for (const head of heads) {
        if (signal.aborted) break;
        if (wanted(head)) {
          const took = await this.taker.take(session, held, head, advances);
          this.parts.observe(took);
          if (took === 'too_large') this.parts.logger.warn({ integrationId: held.integrationId, uid: head.uid }, 'a mail is too large to be read: it is parked');
          else if (took !== 'gone' && !head.flags?.has('\\Seen')) unread.push(head.uid);
        }
        last = head.uid;
      }
      // Only now: what is read in the mailbox is in the inbox.
      await session.markRead(unread);
    }
    return last;
  }

  private note(held: HeldMailbox, row: MailboxRow, status: 'active' | 'error', code: string): Promise<void> {
    return noteStatus(this.parts.db.app(held.appId), held.appId, { integrationId: held.integrationId, sealedSettings: row.sealed_settings, status, code });
  }
}
