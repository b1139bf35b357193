import { ATTACHMENT_COLUMNS } from './attachment.row.js';

/** How long a file may stay that no row tells of: longer than any upload takes. */
const GRACE = "interval '1 hour'";

/** Before the first byte: what a killed upload leaves is removed. */
export const ANNOUNCE_FILE = {
  name: 'attachment-announce',
  text: `insert into attachment_removals (object_name, app_id, due_at) values ($2, $1, now() + ${GRACE})`,
};

/** The file is to stay. Answers nothing when it took so long that somebody has taken it away. */
export const KEEP_FILE = {
  name: 'attachment-keep',
  text: 'delete from attachment_removals where app_id = $1 and object_name = $2 and due_at > clock_timestamp() and lease_until is null returning 1',
};

/** Nobody waits for it any more. */
export const REMOVE_FILE_NOW = { name: 'attachment-remove-now', text: 'update attachment_removals set due_at = now() where app_id = $1 and object_name = $2' };

export const INSERT_ATTACHMENT = {
  name: 'attachment-insert',
  text: `
    insert into attachments (app_id, id, object_name, sealed_details, is_public, for_message, conversation_id)
    values ($1, $2, $3, $4, $5, $6, $7)`,
};

/** Held until the transaction ends, so that a deletion of the conversation comes before or after. What is hidden is not there. */
export const SHARE_CONVERSATION = { name: 'attachment-conversation', text: 'select from conversations where app_id = $1 and id = $2 for share' };

/** Neither the app nor the conversation nor who wrote is deleted; those that wait for their erasure are seen by nobody. */
const VISIBLE = `
      and exists (select from apps p where p.id = a.app_id and p.deleted_at is null)
      and (a.conversation_id is null or exists (select from conversations c where c.app_id = a.app_id and c.id = a.conversation_id))
      and (a.user_id is null or exists (select from users u where u.app_id = a.app_id and u.id = a.user_id))`;

export const FIND_ATTACHMENT = { name: 'attachment-find', text: `select ${ATTACHMENT_COLUMNS} from attachments a where a.app_id = $1 and a.id = $2 ${VISIBLE}` };

/** In the order of their ids, so that no two wait for each other. */
export const LOCK_ATTACHMENTS = {
  name: 'attachments-lock',
  text: `select ${ATTACHMENT_COLUMNS} from attachments a where a.app_id = $1 and a.id = any($2) ${VISIBLE} order by a.id for update of a`,
};

/** The file goes on the list by the table's trigger. */
export const DELETE_ATTACHMENT = { name: 'attachment-delete', text: 'delete from attachments where app_id = $1 and id = $2' };

export const MOVE_TO_CONVERSATION = {
  name: 'attachment-move',
  text: 'update attachments set conversation_id = $3, sealed_details = $4 where app_id = $1 and id = $2',
};

/** Of those that are for a message and have none yet, in this conversation. */
export const TIE_TO_MESSAGE = {
  name: 'attachments-tie',
  text: `
    update attachments set message_id = $4, user_id = $5
    where app_id = $1 and conversation_id = $2 and id = any($3) and for_message and message_id is null`,
};
