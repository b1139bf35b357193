import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Harness } from './harness.js';

describe('order of a conversation: ids = commits = list = outbox, with 32 posters at two processes whose clocks step back', () => {
  let harness: Harness;
  let conversationId: string;
  const confirmed: string[] = [];

  beforeAll(async () => {
    harness = await Harness.start({ processes: 2 });
    const userId = await harness.user({ profile: { givenName: 'Ada' } });
    conversationId = await harness.personal(userId);
    const start = Date.now();
    let ticks = 0;
    for (const [index, process] of harness.processes.entries()) {
      // Every tenth reading is an hour behind, and the second process lags by a minute.
      process.writer.clock = () => start + ticks++ - (ticks % 10 === 0 ? 3_600_000 : 0) - index * 60_000;
    }
    const poster = async (nth: number) => {
      for (let round = 0; round < 15; round++) {
        const process = harness.process(nth);
        confirmed.push(await harness.say(conversationId, `${nth}/${round}`, nth % 3 === 0 ? userId : undefined, process));
      }
    };
    await Promise.all(Array.from({ length: 32 }, (_, nth) => poster(nth)));
  });
  afterAll(() => harness.close());

  const listed = async () => {
    const pages = [];
    let before: string | undefined;
    do {
      const page = await harness.first.messages.list(harness.context(), { conversationId, page: { size: 25, before } });
      pages.unshift(page.items);
      before = page.beforeCursor;
    } while (before !== undefined);
    return pages.flat();
  };

  it('lists every confirmed message once, in ascending id order, 100 a page from the end', async () => {
    const ids = (await listed()).map(({ id }) => id);
    expect(ids).toHaveLength(480);
    expect(ids).toEqual([...new Set(confirmed)].sort());
  });

  it('gives outbox positions and ordinals in the order of the ids', async () => {
    const events = await harness.events('conversation:message');
    const rows = await harness.test.query<{ id: string }>('select id from messages order by ordinal');
    const ids = (await listed()).map(({ id }) => id);
    expect(events.map(({ payload }) => (payload as { message: { id: string } }).message.id)).toEqual(ids);
    expect(rows.map(({ id }) => id)).toEqual(ids);
  });

  it('never lets `received` go back along the list', async () => {
    const received = (await listed()).map((message) => message.received);
    expect(received).toEqual([...received].sort());
  });
});
