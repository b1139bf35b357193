import { hasIntegration } from '../clients/client.row.js';
import { userColumns } from '../users/user.row.js';
import { addressed } from '../users/users.queries.js';

/** SQL of a participant's clients, the primary one first; that of SDKs, which nobody has used yet, before those that were added as others than the primary one. */
const ASSOCIATIONS = `(
    select coalesce(jsonb_agg(jsonb_build_object('type', a.type, 'clientId', a.id) order by a.used_at desc, a.id), '[]') from (
      select s.id, s.type, l.used_at from participant_clients l join clients s on s.app_id = l.app_id and s.id = l.client_id
      where l.app_id = p.app_id and l.conversation_id = p.conversation_id and l.participant_id = p.id and ${hasIntegration('s')}
      union all select s.id, s.type, 'epoch' from clients s where s.app_id = p.app_id and s.id = p.client_id) a)`;

/** SQL of the columns of a ParticipantRow: participant `p`, of user `u`, in conversation `c`. */
const COLUMNS = `p.id, p.user_id, u.sealed_details as user_details, p.last_read, ${ASSOCIATIONS} as associations,
    greatest(0, c.message_total - p.read_total - p.deleted_unread)::int as unread_count`;

const JOINED = `
  join users u on u.app_id = p.app_id and u.id = p.user_id`;

/** Users to be added, locked in the order of their ids so that two such requests don't wait in a circle. */
export const LOCK_USERS = {
  name: 'participants-lock-users',
  text: `select ${userColumns('u')} from users u where u.app_id = $1 and u.id = any($2) order by u.id for no key update`,
};

/** The same for one user, named by id or external id. */
export const LOCK_NEW_USER = { name: 'participant-lock-user', text: addressed(userColumns('u'), 'for no key update of u') };

/** Whether any of the users is part of a conversation already. */
export const ANY_TAKES_PART = {
  name: 'participants-any',
  text: 'select exists (select from participants where app_id = $1 and user_id = any($2)) as any',
};

/** One sdk client for each user who has none (openapi.yaml, subscribeSDKClient); `$2` users, `$3` ids for the new clients. */
export const ENSURE_SDK_CLIENTS = {
  name: 'clients-ensure-sdk',
  text: `
    insert into clients (app_id, id, user_id, type)
    select $1, id, user_id, 'sdk' from unnest($2::text[], $3::text[]) as fresh (user_id, id)
    on conflict (app_id, user_id) where type = 'sdk' do nothing`,
};

/** `$3` ids, `$4` users, `$5` whether each one's sdk client is subscribed. Nothing said before is unread to who joins. */
export const INSERT_PARTICIPANTS = {
  name: 'participants-insert',
  text: `
    with inserted as (
      insert into participants (app_id, conversation_id, id, user_id, read_total, client_id)
      select $1, $2, fresh.id, fresh.user_id, (select message_total from conversations where app_id = $1 and id = $2), s.id
      from unnest($3::text[], $4::text[], $5::boolean[]) as fresh (id, user_id, subscribed)
      left join clients s on subscribed and s.app_id = $1 and s.user_id = fresh.user_id and s.type = 'sdk'
      returning *)
    select ${COLUMNS}
    from inserted p join conversations c on c.app_id = p.app_id and c.id = p.conversation_id ${JOINED}`,
};

export const COUNT_PARTICIPANTS = {
  name: 'participants-count',
  text: `
    select count(*)::int as count, coalesce(bool_or(user_id = $3), false) as joined
    from participants where app_id = $1 and conversation_id = $2`,
};

/** By the participant's id `$3` or else by the user's id `$4`. Counted, for posts of his that wait for the conversation. */
export const REMOVE_PARTICIPANT = {
  name: 'participant-remove',
  text: `
    with removed as (
      delete from participants where app_id = $1 and conversation_id = $2 and (id = $3 or user_id = $4) returning *),
    counted as (
      update conversations set members_version = members_version + 1 where app_id = $1 and id = $2 and exists (select from removed))
    select ${userColumns('u')} from removed p join users u on u.app_id = p.app_id and u.id = p.user_id`,
};

export const LIST_PARTICIPANTS = `
  select ${COLUMNS}
  from participants p join conversations c on c.app_id = p.app_id and c.id = p.conversation_id ${JOINED}
  where p.app_id = $1 and p.conversation_id = $2`;
