import type { Keyring } from '@parley/crypto-at-rest';
import type { Database } from '@parley/persistence';
import { sealEvents, senderIndex } from '../inbox/inbox-event.js';
import { TAKE } from '../inbox/inbox.queries.js';
import type { ImapSession, MailHead } from './imap-session.js';
import { mailEvent, mailKey, receivedAt, senderOf } from './incoming-mail.js';
import { MAILBOX_TYPE } from './mailbox-access.js';
import { PARK } from './mailbox.queries.js';
import { advance, type HeldMailbox } from './position.js';
import { Slots } from '../lanes/slots.js';

/** What became of a mail: it is in the inbox now, or was before, is parked because of its size, or was deleted before it could be loaded. */
export type Took = 'taken' | 'known' | 'too_large' | 'gone';

const MIB = 1024 * 1024;
/**
 * Of mails that are loaded at once, in bytes; each is in memory several times over until it is sealed. Large ones wait for large ones
 * only: servers that are slow at them hold none of the others up.
 */
const SMALL = { most: MIB, together: 16 * MIB };
const LARGE_TOGETHER = 32 * MIB;
/** Some servers name sizes that are not exact: so much more is asked for than they say, in bytes, beside as much again. */
const INEXACT_BYTES = 16 * 1024;
/** Enough of a mail that is not loaded to know it by. */
const HEADER_BYTES = 256 * 1024;

/** Puts mails into the inbox, and the mailbox's position behind them, in one transaction each. */
export class MailTaker {
  private readonly small = new Slots(SMALL.together);
  private readonly large = new Slots(LARGE_TOGETHER);

  constructor(
    private readonly parts: { readonly db: Database; readonly keyring: Keyring },
    private readonly maxBytes: number,
  ) {}

  /** `advances`: whether the mailbox's position moves to it. Raises VendorFault, MailboxLost. */
  async take(session: ImapSession, held: HeldMailbox, head: MailHead, advances: boolean): Promise<Took> {
    const size = head.size ?? this.maxBytes;
    // One byte more than is taken tells of a server that names a smaller size.
    const most = this.maxBytes + 1;
    const first = Math.min(size > this.maxBytes ? HEADER_BYTES : 2 * size + INEXACT_BYTES, most);
    return (await this.load(session, held, head, advances, first)) ?? (await this.load(session, held, head, advances, most)) ?? 'gone';
  }

  /** Nothing where there is more of it than was asked for, and it may be taken. */
  private load(session: ImapSession, held: HeldMailbox, head: MailHead, advances: boolean, bytes: number): Promise<Took | undefined> {
    const slots = bytes <= SMALL.most ? this.small : this.large;
    return slots.hold(Math.min(bytes, LARGE_TOGETHER), async () => {
      const uid = advances ? head.uid : undefined;
      const raw = await session.bytes(head.uid, bytes);
      if (raw === undefined) return 'gone';
      if ((head.size ?? 0) > this.maxBytes || raw.length > this.maxBytes) return this.park(held, head, raw, uid);
      return raw.length < bytes ? this.keep(held, head, mailEvent(head, raw, session.numbering), uid) : undefined;
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
