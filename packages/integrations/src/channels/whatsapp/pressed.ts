import type { InboundMessage, InboundPostback } from '@parley/contracts';
import type { Message } from './notification.js';

/** What marks the id of a button that is a postback: those that say something into the conversation carry their payload as it is. */
export const POSTBACK = 'postback:';

type Pressed = Pick<InboundPostback, 'kind' | 'payload' | 'title'> | Pick<InboundMessage, 'kind' | 'content'>;

/**
 * A button or a row that was chosen. Answers of templates and of raw payloads are replies: their title is said in the conversation, with
 * the payload beside it; so is a form that was sent, whose fields are the payload.
 */
export function pressedOf({ button, interactive }: Message): Pressed | undefined {
  if (button) return reply(button.text ?? '', button.payload ?? '');
  const { button_reply: key, list_reply: row, nfm_reply: form } = interactive ?? {};
  if (form) return reply(form.body ?? '', form.response_json ?? '');
  const chosen = key ?? row;
  if (!chosen) return undefined;
  const { id = '', title = '' } = chosen;
  return id.startsWith(POSTBACK) ? { kind: 'postback', payload: id.slice(POSTBACK.length), title } : reply(title, id);
}

const reply = (text: string, payload: string): Pressed => ({ kind: 'message', content: { type: 'text', text, payload } });
