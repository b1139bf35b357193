/** Whether a row waits for somebody else than a worker: its integration for other credentials, or its app, which is deleted, for its end. */
const held = (alias: string): string => `(
  exists (select from integrations i where i.app_id = ${alias}.app_id and i.id = ${alias}.integration_id and i.status = 'error')
  or exists (select from apps a where a.id = ${alias}.app_id and a.deleted_at is not null))`;

/** How many of some rows there are, and how old the oldest is that nothing holds back, in seconds. */
const counted = (time: string, rows: string): string =>
  `select count(*)::int as waiting, coalesce(extract(epoch from now() - min(${time}) filter (where not held)), 0)::float8 as oldest from (${rows}) found`;

/** What came from channels and waits, and what is parked; by the partial indexes, to 10,000 of each. */
export const INBOX_STATE = `
  select waiting.*, (select count(*)::int from (select from channel_inbox where parked_at is not null and hidden_by is null limit 10000) parked) as parked
  from (${counted('received_at', `select e.received_at, ${held('e')} as held from channel_inbox e where e.applied_at is null and e.parked_at is null limit 10000`)}) waiting`;

/** What waits to go to channels: the 10,000 that were put in first. */
export const OUTBOX_STATE = counted('queued_at', `select o.queued_at, ${held('o')} as held from channel_outbox o order by o.position limit 10000`);

/** Integrations that their vendors let in no more, by type; of apps that are there. */
export const IN_ERROR = `
  select i.type, count(*)::int as integrations from integrations i join apps a on a.id = i.app_id and a.deleted_at is null
  where i.status = 'error' group by i.type order by i.type`;
