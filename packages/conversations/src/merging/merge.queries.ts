/** Anonymous: without an external id (semantics §5). Of one brand: brands separate users. The caller holds their locks. */
export const BOTH_ANONYMOUS = {
  name: 'merge-both-anonymous',
  text: `
    select bool_and(external_id_index is null and not authenticated) and count(distinct coalesce(brand_id, '')) = 1 as both
    from users where app_id = $1 and id = any($2)`,
};

/** Counted as a removal, for posts of the discarded user that wait for the conversation. */
export const COUNT_MOVES = {
  name: 'merge-count-moves',
  text: `
    update conversations set members_version = members_version + 1
    where app_id = $1 and id in (select conversation_id from participants where app_id = $1 and user_id = $2)`,
};

/** Where both take part, in groups, the surviving one stays as he is. `$2` from, `$3` to. */
export const MOVE_PARTICIPANTS = [
  {
    name: 'merge-drop-participants',
    text: `
      delete from participants p where p.app_id = $1 and p.user_id = $2
        and exists (select from participants q where q.app_id = $1 and q.user_id = $3 and q.conversation_id = p.conversation_id)`,
  },
  { name: 'merge-move-participants', text: 'update participants set user_id = $3 where app_id = $1 and user_id = $2' },
  {
    name: 'merge-move-default',
    text: `
      update conversations set default_of = case when exists (select from conversations where app_id = $1 and default_of = $3) then null else $3 end
      where app_id = $1 and default_of = $2`,
  },
  {
    name: 'merge-move-addresses',
    text: `
      insert into user_addresses (app_id, user_id, type, value_index)
      select app_id, $3, type, value_index from user_addresses where app_id = $1 and user_id = $2 on conflict do nothing`,
  },
];

/** The names that messages of a user show, as they are sealed; few, for each is a copy of his name as it was. */
export const AUTHOR_NAMES = {
  name: 'merge-author-names',
  text: 'select distinct author_name as name from messages where app_id = $1 and conversation_id = $2 and author_user_id = $3 and author_name is not null',
};

/** `$5` names as they were, `$6` as the surviving user `$4` has them. None is shown that was deleted before. */
export const MOVE_MESSAGES = {
  name: 'merge-move-messages',
  text: `
    update messages m set author_user_id = $4, author_name = (
      select name.after from unnest($5::bytea[], $6::bytea[]) as name (before, after) join users u on u.app_id = $1 and u.id = $3
      where name.before = m.author_name and (u.nameless_until is null or u.nameless_until < m.received))
    where m.app_id = $1 and m.conversation_id = $2 and m.author_user_id = $3`,
};

export const MOVE_CLIENT = {
  name: 'merge-move-client',
  text: 'update clients set user_id = $3, sealed_details = $4, former_details = null where app_id = $1 and id = $2',
};

/** A user has one client of type sdk; what was subscribed by the other is by this one. `$2` from, `$3` to. */
export const MOVE_SUBSCRIPTIONS = { name: 'merge-move-subscriptions', text: 'update participants set client_id = $3 where app_id = $1 and client_id = $2' };

export const MARK_MERGED = { name: 'merge-mark', text: 'update users set merged_into = $3 where app_id = $1 and id = $2' };
