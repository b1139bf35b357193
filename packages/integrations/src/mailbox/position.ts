import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { ScopedSql, Sql } from '@parley/persistence';
import type { MailboxAccess } from './mailbox-access.js';
import { ADVANCE, BEGIN, HELD, RENUMBER } from './mailbox.queries.js';

/** A mailbox that a worker holds. */
export interface HeldMailbox {
  readonly appId: AppId;
  readonly integrationId: string;
  readonly token: string;
  /** To open it, so far. */
  readonly attempts: number;
}

/** How far a mailbox has been read, and its integration. */
export interface MailboxRow extends Record<string, unknown> {
  readonly app_id: string;
  readonly id: string;
  readonly status: string;
  readonly sealed_settings: Buffer | null;
  readonly account_index: Buffer | null;
  readonly numbering_index: Buffer | null;
  readonly last_uid: number | null;
  readonly began_at: Date | null;
  readonly newest_at: Date | null;
  readonly fault: string | null;
}

/** Somebody else has it, or its integration is gone. */
export class MailboxLost extends Error {}

const values = ({ appId, integrationId, token }: HeldMailbox) => [appId, integrationId, token];
const mine = async (rows: Promise<readonly unknown[]>): Promise<void> => {
  if ((await rows).length === 0) throw new MailboxLost();
};

/** Raises MailboxLost. */
export async function heldMailbox(sql: Sql, held: HeldMailbox): Promise<MailboxRow> {
  const [row] = await sql.query<MailboxRow>(HELD, values(held));
  if (!row) throw new MailboxLost();
  return row;
}

/** What mailboxes, and their numberings, are known by: names may be a person's. */
export async function indexesOf(keyring: Keyring, sql: ScopedSql, { appId, integrationId }: HeldMailbox, { host, port, username, mailbox }: MailboxAccess, numbering: string): Promise<{ readonly account: Buffer; readonly numbering: Buffer }> {
  const index = (purpose: string, ...of: readonly unknown[]) => keyring.index(sql, appId, purpose, JSON.stringify([integrationId, ...of]));
  return { account: await index('mailbox_account', username, mailbox), numbering: await index('mailbox_numbering', host, port, numbering) };
}

/** Nothing that is in the mailbox now is taken. Raises MailboxLost. */
export const begin = (sql: Sql, held: HeldMailbox, indexes: { readonly account: Buffer; readonly numbering: Buffer }, lastUid: number, newest?: Date): Promise<void> =>
  mine(sql.query(BEGIN, [...values(held), indexes.account, indexes.numbering, lastUid, newest ?? null]));

/** Raises MailboxLost. */
export const renumber = (sql: Sql, held: HeldMailbox, numbering: Buffer, lastUid: number, newest?: Date): Promise<void> =>
  mine(sql.query(RENUMBER, [...values(held), numbering, lastUid, newest ?? null]));

/** `uid`: nothing where the position is to stay. Raises MailboxLost. */
export const advance = (tx: Sql, held: HeldMailbox, uid?: number, at?: Date): Promise<void> => mine(tx.query(ADVANCE, [...values(held), uid ?? null, at ?? null]));

const DAY_MS = 86_400_000;
/** Within this time the inbox knows again what it took: its marks stay for fourteen days. */
const KNOWN_MS = 13 * DAY_MS;

/**
 * From when on mails are read again where numbers no longer mean what they did: those later than the answer. Servers do not number in
 * the order in which they got mails (one may be moved in), so a day before the newest that was taken; but only where those that were
 * taken are known again, and nothing from before the mailbox was first opened.
 */
export function rereadAfter({ began_at: beganAt, newest_at: newestAt }: Pick<MailboxRow, 'began_at' | 'newest_at'>, now: number): Date {
  const newest = newestAt?.getTime() ?? 0;
  const earliest = Math.min(newest, Math.max(newest - DAY_MS, now - KNOWN_MS));
  return new Date(Math.max(beganAt?.getTime() ?? 0, earliest));
}

/** The day to search from (IMAP's SINCE knows days only, of a zone that nobody names). */
export const searchedFrom = (after: Date): Date => new Date(Math.max(0, after.getTime() - 2 * DAY_MS));

