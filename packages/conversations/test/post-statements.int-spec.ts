import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { MessagePost } from '@parley/contracts';
import { Harness, Process } from './harness.js';
import { RecordedPool } from './recorded-pool.js';

const content = { type: 'text' as const, text: 'Hello' };

describe('a post is one visible SQL statement, one round trip, and NOTIFY comes after its commit, outside its transaction', () => {
  let harness: Harness;
  let pool: RecordedPool;
  let poster: Process;
  let userId: string;
  let conversationId: string;

  const post = (message: Partial<MessagePost>, key?: string) =>
    poster.messages.post(harness.context(undefined, key === undefined ? undefined : { key }), { conversationId, message: { author: { type: 'business' }, content, ...message } });
  /** What goes to the database for a post, and after it, on a connection that the app has had before. */
  const recorded = async (message: Partial<MessagePost>, key?: string) => {
    await post(message, key);
    await pool.until('< notify');
    return pool.log;
  };

  beforeAll(async () => {
    harness = await Harness.start();
    userId = await harness.user();
    conversationId = await harness.personal(userId);
    pool = new RecordedPool(harness.test.url);
    poster = new Process(pool.database);
    await recorded({});
  });
  beforeEach(() => {
    pool.log = [];
  });
  afterAll(async () => {
    await poster.wakeUp.close();
    await pool.close();
    await harness.close();
  });

  it('of the business', async () => {
    expect(await recorded({})).toEqual(['> message-post-business', '< message-post-business', '> notify', '< notify']);
  });

  it('of a user', async () => {
    expect(await recorded({ author: { type: 'user', userId } })).toEqual(['> message-post-user', '< message-post-user', '> notify', '< notify']);
  });

  it('while the statement waits for its lock, nobody is notified', async () => {
    let waiting: Promise<unknown> | undefined;
    await harness.first.db.app(harness.appId).transaction(async (tx) => {
      await tx.query('select from conversations where app_id = $1 and id = $2 for update', [harness.appId, conversationId]);
      waiting = post({});
      await harness.waiting(1);
      expect(pool.log).toEqual(['> message-post-business']);
    });
    await waiting;
    await pool.until('< notify');
    expect(pool.log).toEqual(['> message-post-business', '< message-post-business', '> notify', '< notify']);
  });

  it('with an Idempotency-Key it shares one transaction with the stored answer, and NOTIFY comes after the commit', async () => {
    const sent = (await recorded({}, 'key')).filter((line) => line.startsWith('> '));
    expect(sent).toEqual([
      '> begin', '> idempotency-lock-timeout', '> idempotency-claim', '> idempotency-lock-timeout', '> message-post-business', '> idempotency-store', '> commit', '> notify',
    ]);
    expect(pool.log.slice(-3)).toEqual(['< commit', '> notify', '< notify']);
  });

  it('only a text that holds a card number asks for the app’s setting before', async () => {
    const log = await recorded({ content: { type: 'text', text: '4111 1111 1111 1111' } });
    expect(log).toEqual(['> app-masks-cards', '< app-masks-cards', '> message-post-business', '< message-post-business', '> notify', '< notify']);
  });

  it('no statement of all these notifies by itself, and no trigger does', async () => {
    expect(pool.statements.filter(({ name, text }) => name !== 'notify' && /notify/i.test(text))).toEqual([]);
    const triggers = 'select tgname from pg_trigger t join pg_proc p on p.oid = t.tgfoid where not tgisinternal';
    expect(await harness.test.query(`${triggers} and prosrc ilike '%notify%'`)).toEqual([]);
  });

  describe('to conversations whose keys are not remembered', () => {
    /** Cold ones of a user each, made by another process. */
    const cold = (count: number) => Promise.all(Array.from({ length: count }, async () => {
      const author = await harness.user({ profile: { givenName: 'Ada' } });
      return { author, conversation: await harness.personal(author) };
    }));
    const say = ({ author, conversation }: { author: string; conversation: string }) => harness.say(conversation, 'Hello', author, poster);

    it('reads the key of the conversation and the author’s in one short statement, and nothing afterwards', async () => {
      const [one] = await cold(1);
      await say(one!);
      await pool.until('< notify');
      expect(pool.log.filter((line) => line.startsWith('> '))).toEqual(['> data-keys-of-tenant', '> message-post-user', '> notify']);
    });

    it('and who reads one has its head and its key in one statement, and of one that is remembered the head alone', async () => {
      const [one] = await cold(1);
      await harness.say(one!.conversation, 'Hello', one!.author);
      const read = async () => {
        pool.log = [];
        await poster.conversations.get(harness.context(), one!.conversation);
        return pool.log.filter((line) => line.startsWith('> '));
      };
      expect([await read(), await read()]).toEqual([['> conversation-find-and-key'], ['> conversation-find']]);
      const [other] = await cold(1);
      pool.log = [];
      await poster.messages.list(harness.context(), { conversationId: other!.conversation, page: { size: 25 } });
      expect(pool.log.filter((line) => line.startsWith('> '))[0]).toBe('> conversation-find-and-key');
      await expect(poster.conversations.get(harness.context(), 'f'.repeat(24))).rejects.toMatchObject({ code: 'conversation_not_found' });
    });

    it('reads those of posts that meet in one statement too', async () => {
      await Promise.all((await cold(9)).map(say));
      const sent = pool.log.filter((line) => /^> (data-keys|message-post)/.test(line));
      expect(sent).toEqual(['> data-keys-of-tenant', '> message-post-user', '> data-keys-of-tenant', '> message-post-many']);
    });
  });
});
