import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '@parley/kernel';
import type { MessagePost } from '@parley/contracts';
import { messageBodies } from '@parley/testing';
import { REMOVE_PARTICIPANT } from '../src/participants/participants.queries.js';
import { Harness } from './harness.js';

let harness: Harness;

beforeEach(async () => {
  harness = await Harness.start();
});
afterEach(() => harness.close());

const business = (text: string): MessagePost => ({ author: { type: 'business' }, content: { type: 'text', text } });
const by = (userId: string, text: string): MessagePost => ({ author: { type: 'user', userId }, content: { type: 'text', text } });

const post = (conversationId: string, message: MessagePost) => harness.first.messages.post(harness.context(), { conversationId, message });

/** Title of the refusal, or the id of the message. */
const outcome = (conversationId: string, message: MessagePost) =>
  post(conversationId, message).then(([posted]) => posted?.id, (error: unknown) => (error instanceof AppError ? error.code : error));

/** How many transactions stored the messages. */
const commits = async () => (await harness.test.query<{ count: number }>('select count(distinct xmin::text)::int as count from messages'))[0]?.count;

/** What tells two messages apart that were posted in the same words. */
const bare = (payload: unknown): unknown =>
  JSON.parse(JSON.stringify(payload).replaceAll(/"(id|received)":"[^"]*"/g, (found, key: string) => (found.includes('T') || key === 'id' ? `"${key}":"…"` : found)));

const textOf = (body: unknown): unknown => (body as { content: { text: unknown } }).content.text;

/** Their keys are in the cache: a post goes on its way at once. */
async function remembered(conversations: readonly string[]): Promise<void> {
  const { db, keyring } = harness.first;
  for (const id of conversations) await keyring.seal(db.app(harness.appId), { tenant: harness.appId, subject: `conversation:${id}` }, []);
}

describe('posts that come to an app at the same time', () => {
  it('share their commits, and each is stored once, in the order of arrival', async () => {
    const personal = async () => harness.personal(await harness.user());
    const conversations = await Promise.all(Array.from({ length: 6 }, personal));
    const texts = Array.from({ length: 30 }, (_, nth) => `${nth}`);
    const other = await personal();
    await remembered([...conversations, other]);
    const first = harness.say(other, 'goes at once');
    const ids = await Promise.all([first, ...texts.map((text, nth) => harness.say(conversations[nth % 6] as string, text))]);
    expect(await commits()).toBe(2);
    const stored = await harness.test.query<{ id: string }>('select id from messages');
    expect(new Set(stored.map(({ id }) => id))).toEqual(new Set(ids));
    for (const [nth, conversation] of conversations.entries()) {
      const [rows, bodies, events] = await Promise.all([
        harness.test.query<{ ordinal: string }>('select ordinal from messages where conversation_id = $1 order by id', [conversation]),
        messageBodies(harness.test, harness.appId, conversation),
        harness.events('conversation:message'),
      ]);
      const arrived = texts.filter((_, at) => at % 6 === nth);
      expect(bodies.map(textOf)).toEqual(arrived);
      expect(rows.map(({ ordinal }) => Number(ordinal))).toEqual(arrived.map((_, at) => at + 1));
      expect(events.filter(({ order_key: key }) => key === conversation).map(({ payload }) => textOf((payload as { message: unknown }).message))).toEqual(arrived);
    }
  });

  it('are answered, stored and announced as if each had come alone', async () => {
    const userId = await harness.user({ externalId: 'ada', profile: { givenName: 'Ada', surname: 'Lovelace', email: 'ada@example.org' } });
    const conversation = await harness.personal(userId);
    const messages: MessagePost[] = [
      { ...business('a'), metadata: { ticket: '1' } },
      by(userId, 'b'),
      { author: { type: 'user', userExternalId: 'ada', displayName: 'Countess' }, content: { type: 'text', text: 'c' } },
      { author: { type: 'business', displayName: 'Shop' }, content: { type: 'image', mediaUrl: 'https://example.org/a.png' } },
    ];
    const alone = [];
    for (const message of messages) alone.push(...(await post(conversation, message)));
    const other = await harness.personal(await harness.user());
    await remembered([other]);
    const before = await commits();
    const elsewhere = post(other, business('goes at once'));
    const together = (await Promise.all(messages.map((message) => post(conversation, message)))).flat();
    await elsewhere;
    expect(await commits()).toBe((before ?? 0) + 2);
    expect(bare(together)).toEqual(bare(alone));
    const events = (await harness.events('conversation:message')).filter(({ order_key: key }) => key === conversation).map(({ payload }) => bare(payload));
    expect(events.slice(4)).toEqual(expect.arrayContaining(events.slice(0, 4)));
    const authors = await harness.test.query<object>('select author_type, author_user_id, author_name from messages where conversation_id = $1 order by ordinal', [conversation]);
    const bodies = await messageBodies(harness.test, harness.appId, conversation);
    const rows = authors.map((author, nth) => ({ ...author, body: bodies[nth] }));
    expect(rows).toHaveLength(8);
    expect(rows.slice(4)).toEqual(expect.arrayContaining(rows.slice(0, 4)));
    expect(await harness.unread(conversation)).toEqual([1]);
  });

  it('are refused one by one, each for its own reason, and the others are posted', async () => {
    const [member, stranger] = [await harness.user(), await harness.user()];
    const conversation = await harness.personal(member);
    const full = await harness.personal(await harness.user());
    await harness.test.query('update conversations set message_count = 29999 where id = $1', [full]);
    const outcomes = await Promise.all([
      outcome(conversation, business('first, alone')),
      outcome('0123456789abcdef01234567', business('nowhere')),
      outcome(conversation, by(member, 'heard')),
      outcome(conversation, by(stranger, 'not heard')),
      outcome(conversation, by('0123456789abcdef01234567', 'nobody')),
      outcome(full, business('the last')),
      outcome(full, business('one too many')),
      outcome(conversation, business('heard too')),
    ]);
    const id = expect.stringMatching(/^[0-9a-f]{24}$/);
    expect(outcomes.filter((_, nth) => nth !== 5 && nth !== 6)).toEqual([id, 'conversation_not_found', id, 'not_found', 'user_not_found', id]);
    expect([outcomes[5], outcomes[6]].toSorted()).toEqual([id, 'locked']);
    expect(await harness.events('conversation:message')).toHaveLength(4);
    const [{ count, total } = {}] = await harness.test.query<{ count: number; total: string }>(
      'select message_count as count, message_total as total from conversations where id = $1', [conversation]);
    expect([count, Number(total)]).toEqual([3, 3]);
  });

  it('do not wait for a conversation that somebody else holds', async () => {
    const [held, free] = [await harness.personal(await harness.user()), await harness.personal(await harness.user())];
    const posts: Promise<string>[] = [];
    await harness.first.db.app(harness.appId).transaction(async (tx) => {
      await tx.query('select from conversations where app_id = $1 and id = $2 for update', [harness.appId, held]);
      posts.push(harness.say(held, 'waits alone'), harness.say(held, 'waits too'), harness.say(free, 'first'), harness.say(free, 'second'));
      await Promise.all(posts.slice(2));
    });
    expect(new Set(await Promise.all(posts)).size).toBe(4);
  });
});

describe('a participant who is removed while his post waits for the conversation', () => {
  it.each([['alone', 1], ['with others', 3]])('is not heard any more, posting %s', async (_how, count) => {
    const [userId, other] = [await harness.user(), await harness.user()];
    const group = await harness.group([userId, other]);
    const sql = harness.first.db.app(harness.appId);
    let posts: Promise<unknown[]> = Promise.resolve([]);
    await sql.transaction(async (tx) => {
      await tx.query('select from conversations where app_id = $1 and id = $2 for update', [harness.appId, group]);
      posts = Promise.all(Array.from({ length: count }, (_, nth) => outcome(group, by(userId, `${nth}`))));
      await harness.waiting(count);
      await tx.query(REMOVE_PARTICIPANT, [harness.appId, group, null, userId]);
    });
    expect(await posts).toEqual(Array.from({ length: count }, () => 'not_found'));
    expect(await harness.events('conversation:message')).toEqual([]);
    expect(await outcome(group, by(other, 'still here'))).toMatch(/^[0-9a-f]{24}$/);
  });
});

describe('a member whose post waits while others leave', () => {
  it('is heard, however often the members change', async () => {
    const [member, ...leavers] = await Promise.all(Array.from({ length: 7 }, () => harness.user()));
    const group = await harness.group([member as string, ...leavers]);
    const { participants } = harness.first;
    const changed = async (userId: string) => {
      await participants.leave(harness.context(), { conversationId: group, leaver: { userId } });
      await participants.join(harness.context(), { conversationId: group, participant: { userId } });
    };
    const outcomes = [];
    // As many changes for each post, not as many as there is time for: PostgreSQL may let those who come pass who waits.
    for (let nth = 0; nth < 12; nth += 1) {
      const [posted] = await Promise.all([outcome(group, by(member as string, `${nth}`)), ...leavers.map(changed)]);
      outcomes.push(posted);
    }
    expect(outcomes).toEqual(outcomes.map(() => expect.stringMatching(/^[0-9a-f]{24}$/)));
  });
});
