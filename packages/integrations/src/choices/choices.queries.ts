/** A newer choice of the same key takes the place of an older one. $1 app · $2 integration · $3 conversation · $4 indexes, in their order · $5 cells · $6 until */
export const KEEP = {
  name: 'choices-keep',
  text: `
    insert into channel_choices (app_id, integration_id, conversation_id, choice_index, sealed_choice, until)
    select $1, $2, $3, c.* from unnest($4::bytea[], $5::bytea[], $6::timestamptz[]) as c(choice_index, sealed_choice, until)
    on conflict (app_id, integration_id, choice_index) do update
    set conversation_id = excluded.conversation_id, sealed_choice = excluded.sealed_choice, until = excluded.until`,
};

/** $1 app · $2 integration · $3 index */
export const FIND = {
  name: 'choices-find',
  text: 'select conversation_id, sealed_choice from channel_choices where app_id = $1 and integration_id = $2 and choice_index = $3 and until > now()',
};

/** $1 limit */
export const PURGE = 'delete from channel_choices where ctid = any(array(select ctid from channel_choices where until <= now() limit $1)) returning 1';
