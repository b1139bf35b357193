import type { InboundMessage, InboundPostback } from '@parley/contracts';
import { answerOf } from './answer-ids.js';
import type { Message } from './notification.js';

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
  const [{ action, payload }, { title = '' }] = [answerOf(chosen.id ?? ''), chosen];
  return action === 'postback' ? { kind: 'postback', payload, title } : reply(title, payload);
}

const reply = (text: string, payload: string): Pressed => ({ kind: 'message', content: { type: 'text', text, payload } });
