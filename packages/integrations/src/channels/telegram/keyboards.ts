import type { Action } from '@parley/contracts';

/** Bot API, `reply_markup`: a button a line. Which go together, and how long their words are, has been seen to (degradation). */
export function keyboard(actions: readonly Action[]): object | undefined {
  if (actions.length === 0) return undefined;
  const inline = actions.flatMap(inlineButton);
  if (inline.length > 0) return { inline_keyboard: inline.map((button) => [button]) };
  return { keyboard: actions.map((action) => [key(action)]), one_time_keyboard: true, resize_keyboard: true };
}

function inlineButton(action: Action): readonly object[] {
  if (action.type === 'link') return [{ text: action.text, url: action.uri }];
  return action.type === 'postback' ? [{ text: action.text, callback_data: action.payload }] : [];
}

/** What is pressed comes back as a message with the key's words, or the place where the person is. */
const key = ({ type, text }: Action): object => (type === 'locationRequest' ? { text, request_location: true } : { text });
