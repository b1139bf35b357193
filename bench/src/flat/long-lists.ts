import { businessMessage } from '../stage/messages.js';
import { addConversations } from './bulk.js';
import { together, type FlatApp } from './flat-app.js';

/** Conversations at both ends of the long list, which are real ones: what a page shows must cost what it costs. */
const ENDS = 100;

/** A list's two ends, as paths. */
export interface Ends {
  readonly first: string;
  readonly last: string;
}

/** A conversation with so many messages, read from its newest page back to its oldest. */
export async function longConversation(app: FlatApp, userId: string, messages: number): Promise<Ends> {
  const { base, call } = app;
  const { conversation } = await call<{ conversation: { id: string } }>('POST', `${base}/conversations`, { type: 'personal', participants: [{ userId }] });
  const path = `${base}/conversations/${conversation.id}/messages`;
  const body = JSON.parse(businessMessage()) as object;
  await together(Array<object>(messages).fill(body), (message) => call('POST', path, message));
  return endsOf(app, `${path}?page[size]=100`, 'messages', 'prev', messages);
}

/** The list of a user who takes part in so many conversations. Ids increase with time, and so does the list. */
export async function busyUser(app: FlatApp, userId: string, conversations: number): Promise<Ends> {
  const { base, call, client, id } = app;
  const draft = { type: 'personal', participants: [{ userId }], displayName: 'Order', metadata: { ticket: '4711' } };
  const real = (): Promise<unknown> => together(Array<object>(ENDS).fill(draft), (conversation) => call('POST', `${base}/conversations`, conversation));
  await real();
  await addConversations(client, id, userId, conversations - 2 * ENDS);
  await real();
  return endsOf(app, `${base}/conversations?filter[userId]=${userId}&page[size]=100`, 'conversations', 'next', conversations);
}

interface Page {
  readonly links?: { readonly next?: string; readonly prev?: string };
  readonly [list: string]: unknown;
}

/** Follows the links from page to page: all of them together must hold as many entries as were made. */
async function endsOf({ call }: FlatApp, first: string, list: string, link: 'next' | 'prev', expected: number): Promise<Ends> {
  let [last, entries] = [first, 0];
  for (let path: string | undefined = first; path !== undefined;) {
    const page: Page = await call<Page>('GET', path);
    entries += (page[list] as unknown[]).length;
    last = path;
    path = page.links?.[link]?.replace(/^https?:\/\/[^/]+/, '');
  }
  if (entries !== expected) throw new Error(`A list of ${list} holds ${entries} entries instead of ${expected}`);
  return { first, last };
}
