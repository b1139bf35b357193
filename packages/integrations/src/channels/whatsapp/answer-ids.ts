/** What comes back of a button or a row: what it was, and its payload. */
export interface Answer {
  readonly action: 'reply' | 'postback';
  readonly payload: string;
}

/**
 * The id of a message's nth button or row. Cloud API: ids are unique in a message, and have no blanks around them; payloads may be the
 * same, and have any. What was pressed has to be told from it alone: a postback is not said in the
 * conversation. That takes 13 characters at most, for which the table of capabilities leaves room.
 */
export const idOf = (nth: number, { action, payload }: Answer): string => `${nth} ${action}(${payload})`;

const ID = /^\d{1,2} (reply|postback)\((.*)\)$/s;

/** Ids that are not ours are a raw payload's (openapi.yaml, messageOverride): replies. */
export function answerOf(id: string): Answer {
  const [, action, payload] = ID.exec(id) ?? [];
  return action === undefined ? { action: 'reply', payload: id } : { action: action as Answer['action'], payload: payload ?? '' };
}
