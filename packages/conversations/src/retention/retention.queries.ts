/** Conversations that one transaction locks at most, and the messages it deletes, beyond which it takes no further conversation. */
const [CONVERSATIONS, MESSAGES] = [100, 1000];
/** When a conversation that a hold reaches is looked at again. */
const HELD = "interval '10 minutes'";

/** Whose messages expire; in no order, so that nobody is always the last. */
export const APPS_WITH_RETENTION = `
  select id from apps where deleted_at is null and (settings ->> 'conversationRetentionSeconds')::bigint > 0 order by random()`;

/** How long messages are kept: nothing where they are kept for ever, or the app is deleted. */
export const RETENTION = {
  name: 'retention-of-app',
  text: `
    select account_id, (settings ->> 'conversationRetentionSeconds')::float8 as seconds from apps
    where id = $1 and deleted_at is null and (settings ->> 'conversationRetentionSeconds')::bigint > 0`,
};

/** `$2` seconds. The time of the transaction's begin: what is posted later is no older. */
const CUTOFF = 'now() - make_interval(secs => $2)';

/** Those that retention would look at in vain: it will when their last message is old enough; where none is, one that comes. At most `$3`. */
export const LOOK_LATER = {
  name: 'retention-look-later',
  text: `
    update conversations set retained_from = case when message_count = 0 then now() else last_updated_at end
    where app_id = $1 and id = any(array(
      select id from conversations
      where app_id = $1 and retained_from <= ${CUTOFF} and (message_count = 0 or last_updated_at > ${CUTOFF})
      order by retained_from limit $3 for no key update skip locked))
    returning 1`,
};

const DUE = `app_id = $1 and retained_from <= ${CUTOFF} and last_updated_at <= ${CUTOFF} and message_count > 0`;

/** Locks those whose messages have expired, as many as one transaction takes; who has one locked is just using it. */
export const LOCK_EXPIRED = {
  name: 'retention-lock-expired',
  text: `
    select id from conversations
    where ${DUE} and id = any(array(
      select id from (
        select id, sum(message_count) over (order by retained_from, id) - message_count as before
        from (select id, retained_from, message_count from conversations where ${DUE} order by retained_from limit ${CONVERSATIONS}) oldest
      ) counted where before < ${MESSAGES}))
    for no key update skip locked`,
};

/** `$3` are held. */
export const LOOK_AGAIN = {
  name: 'retention-look-again',
  text: `update conversations set retained_from = ${CUTOFF} + ${HELD} where app_id = $1 and id = any($3)`,
};
