/**
 * Has an integration's mailbox read from now on, with the settings that it has now: who reads it with others loses it. Its position stays.
 * $1 app · $2 integration
 */
export const READ_FROM_NOW = `
  insert into mailboxes (app_id, integration_id, next_attempt_at) values ($1, $2, now())
  on conflict (app_id, integration_id) do update set next_attempt_at = now(), attempts = 0, leased_by = null`;

/** The mailboxes of an app's integrations that have none, and were connected once. $1 app · $2 type */
export const READ_MISSING = `
  insert into mailboxes (app_id, integration_id, next_attempt_at)
  select app_id, id, now() from integrations where app_id = $1 and type = $2 and status <> 'inactive'
  on conflict (app_id, integration_id) do nothing`;

/** Leases mailboxes that are due, of apps that are there: there is a row for each mailbox, so no index is needed, and a lease is a write in place. $1 token · $2 seconds · $3 limit */
export const CLAIM = {
  name: 'mailbox-claim',
  text: `
    with due as (
      select m.app_id, m.integration_id from mailboxes m join apps a on a.id = m.app_id and a.deleted_at is null
      where m.next_attempt_at <= now() order by m.next_attempt_at limit $3 for update of m skip locked)
    update mailboxes m set next_attempt_at = now() + make_interval(secs => $2::float8), leased_by = $1
    from due where m.app_id = due.app_id and m.integration_id = due.integration_id
    returning m.app_id, m.integration_id, m.attempts`,
};

/** Keeps all that somebody holds, in one statement; answers those that are still his. $1 apps · $2 integrations · $3 tokens · $4 seconds */
export const RENEW = {
  name: 'mailbox-renew',
  text: `
    update mailboxes m set next_attempt_at = now() + make_interval(secs => $4::float8)
    from unnest($1::text[], $2::text[], $3::text[]) as held(app_id, integration_id, token)
    join apps a on a.id = held.app_id and a.deleted_at is null
    where m.app_id = held.app_id and m.integration_id = held.integration_id and m.leased_by = held.token
    returning m.app_id, m.integration_id, m.leased_by as token`,
};

/** The mailbox of a holder: $1 app · $2 integration · $3 token */
const MINE = 'm.app_id = $1 and m.integration_id = $2 and m.leased_by = $3';

/** A mailbox that is ours, and its integration. */
export const HELD = {
  name: 'mailbox-held',
  text: `
    select i.app_id, i.id, i.status, i.sealed_settings, m.account_index, m.numbering_index, m.last_uid::float8, m.began_at, m.newest_at, m.fault
    from mailboxes m join integrations i on i.app_id = m.app_id and i.id = m.integration_id where ${MINE}`,
};

/** Where a mailbox is read from, once that is known. $4 account · $5 numbering · $6 last UID · $7 when it began */
export const BEGIN = {
  name: 'mailbox-begin',
  text: `
    update mailboxes m set account_index = $4, numbering_index = $5, last_uid = $6::bigint, began_at = $7::timestamptz, newest_at = $7::timestamptz
    where ${MINE} returning 1`,
};

/** All mails are taken that were there when the numbering was found to be another. $4 numbering · $5 last UID · $6 the newest mail */
export const RENUMBER = {
  name: 'mailbox-renumber',
  text: `update mailboxes m set numbering_index = $4, last_uid = $5::bigint, newest_at = greatest(newest_at, least($6::timestamptz, now())) where ${MINE} returning 1`,
};

/** A mail is taken, in the transaction that puts it into the inbox. $4 its UID, null where the position stays · $5 when the server got it */
export const ADVANCE = {
  name: 'mailbox-advance',
  text: `
    update mailboxes m set last_uid = coalesce($4::bigint, last_uid),
      newest_at = case when $4::bigint is null then newest_at else greatest(newest_at, least($5::timestamptz, now())) end
    where ${MINE} returning 1`,
};

/** Parks a mail that is too large to be loaded; nothing of it is kept but what it is known by. $1 app · $2 integration · $3 key · $4 sender */
export const PARK = {
  name: 'mailbox-park',
  text: `
    with shared as materialized (select app_id, id from integrations where app_id = $1 and id = $2 for key share)
    insert into channel_inbox (app_id, integration_id, key_index, sender_index, parked_at, fault)
    select app_id, id, $3, $4, now(), 'too_large' from shared
    on conflict (app_id, integration_id, key_index) do nothing returning 1`,
};

/** It is read again. */
export const READ = { name: 'mailbox-read', text: `update mailboxes m set fault = null where ${MINE} and fault is not null` };

/** Gives a mailbox back, due in $4 seconds, after $5 attempts. $6 why it could not be read, or null. That its credentials are refused stays until they are taken. */
export const RELEASE = {
  name: 'mailbox-release',
  text: `update mailboxes m set next_attempt_at = now() + make_interval(secs => $4::float8), attempts = $5, leased_by = null,
    fault = case when fault = 'credentials_refused' then fault else coalesce($6, fault) end where ${MINE}`,
};

/** How mailboxes are: one that was never opened waits, whoever holds it. */
export const COUNTED = `
  select count(*) filter (where fault is not null)::int as failing,
    count(*) filter (where fault is null and leased_by is not null and last_uid is not null)::int as read,
    count(*) filter (where fault is null and (leased_by is null or last_uid is null))::int as waiting
  from mailboxes`;
