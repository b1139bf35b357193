import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { maskContent } from './content/masked-content.js';
import type { MessageDraft } from './message.draft.js';
import { maskHeard } from './message.heard.js';

/** On unless it was switched off (semantics §4). Whose settings these are is decided by row-level security as well. */
const MASKS_CARDS = {
  name: 'app-masks-cards',
  text: `select coalesce((settings ->> 'maskCreditCardNumbers')::boolean, true) as masks from apps where id = $1`,
};

/**
 * The draft without the card numbers in its content, and in what a channel told beside it, where the app's setting maskCreditCardNumbers says so (openapi.yaml, `appSettings`).
 * Asks for the setting only when there is something to mask: other posts cost no round trip more.
 */
export async function maskCards(sql: Sql, appId: AppId, draft: MessageDraft): Promise<MessageDraft> {
  const { content: said, channel: heard } = draft.body;
  const content = maskContent(said);
  // What the business says in a channel's own words is no customer's.
  const channel = heard && draft.heard ? maskHeard(heard) : heard;
  if (content === said && channel === heard) return draft;
  const [app] = await sql.query<{ masks: boolean }>(MASKS_CARDS, [appId]);
  return app?.masks === false ? draft : { ...draft, body: { ...draft.body, content, ...(channel && { channel }) } };
}
