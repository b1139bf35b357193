import type { Keyring } from '@parley/crypto-at-rest';
import type { Database } from '@parley/persistence';
import { sealEvents, senderIndex } from '../inbox/inbox-event.js';
import { TAKE } from '../inbox/inbox.queries.js';
import type { ImapSession, MailHead } from './imap-session.js';
import { mailEvent, mailKey, receivedAt, senderOf } from './incoming-mail.js';
import { MAILBOX_TYPE } from './mailbox-access.js';
import { PARK } from './mailbox.queries.js';
import { advance, type HeldMailbox } from './position.js';
import { Slots } from './slots.js';

/** What became of a mail: it is in the inbox now, or was before, is parked because of its size, or was deleted before it could be loaded. */
export type Took = 'taken' | 'known' | 'too_large' | 'gone';

/** Mails that are loaded at once; each is in memory several times over until it is sealed. */
const AT_ONCE = 8;
/** One that is larger is loaded alone. */
const LARGE_BYTES = 1024 * 1024;
/** Enough of a mail that is not loaded to know it by. */
const HEADER_BYTES = 256 * 1024;

/** Puts mails into the inbox, and the mailbox's position behind them, in one transaction each. */
export class MailTaker {
  private readonly slots = new Slots(AT_ONCE);

  constructor(
    private readonly parts: { readonly db: Database; readonly keyring: Keyring },
    private readonly maxBytes: number,
  ) {}

  /** `advances`: whether the mailbox's position moves to it. Raises VendorFault, MailboxLost. */
  take(session: ImapSession, held: HeldMailbox, head: MailHead, advances: boolean): Promise<Took> {
    const size = head.size ?? Number.POSITIVE_INFINITY;
    return this.slots.hold(size > LARGE_BYTES ? AT_ONCE : 1, async () => {
      const uid = advances ? head.uid : undefined;
      const tooLarge = head.size !== undefined && head.size > this.maxBytes;
      // One byte more than is taken tells of a server that names a smaller size.
      const raw = await session.bytes(head.uid, Math.min(tooLarge ? HEADER_BYTES : Number.POSITIVE_INFINITY, this.maxBytes + 1));
      if (raw === undefined) return 'gone';
      if (tooLarge || raw.length > this.maxBytes) return this.park(held, head, raw, uid);
      return this.keep(held, head, mailEvent(head, raw, session.numbering), uid);
    });
  }

  private async keep(held: HeldMailbox, head: MailHead, event: ReturnType<typeof mailEvent>, uid: number | undefined): Promise<Took> {
    const sql = this.parts.db.app(held.appId);
    const { keys, senders, cells } = await sealEvents(this.parts.keyring, sql, held.appId, { type: MAILBOX_TYPE, integrationId: held.integrationId }, [event]);
    return sql.transaction(async (tx) => {
      const [row] = await tx.query<{ taken: number }>(TAKE, [held.appId, held.integrationId, keys, senders, cells]);
      await advance(tx, held, uid, receivedAt(head));
      return row?.taken === 1 ? 'taken' : 'known';
    });
  }

  private async park(held: HeldMailbox, head: MailHead, beginning: Buffer, uid: number | undefined): Promise<Took> {
    const { db, keyring } = this.parts;
    const sql = db.app(held.appId);
    const key = await keyring.index(sql, held.appId, 'channel_event', `${held.integrationId} ${mailKey(head, beginning)}`);
    const sender = await senderIndex(keyring, sql, held.appId, { type: MAILBOX_TYPE }, { sender: senderOf(head) });
    return sql.transaction(async (tx) => {
      const rows = await tx.query(PARK, [held.appId, held.integrationId, key, sender]);
      await advance(tx, held, uid, receivedAt(head));
      return rows.length > 0 ? 'too_large' : 'known';
    });
  }
}
