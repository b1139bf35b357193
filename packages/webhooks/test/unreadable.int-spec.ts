import { expect, it, jest } from '@jest/globals';
import { DirectoryKeyStore } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import { appendEvent } from '@parley/persistence';
import { createConversation, eventually } from '@parley/testing';
import { bench, deliverToATarget, target } from './support/delivery-setup.js';
import { events, numbers } from './support/delivery-bench.js';

deliverToATarget();

/** Events of a conversation, each quoting one cell of words, as they wait in the outbox. */
async function say(appId: AppId, count: number): Promise<string> {
  const { id } = await createConversation(bench.database, appId);
  await bench.db.app(appId).transaction(async (tx) => {
    const places = Array.from({ length: count }, (_, n) => ({ table: 'messages', row: `${id}/${n}`, column: 'sealed_body' }));
    const cells = await bench.keyring.seal(tx, { tenant: appId, subject: `conversation:${id}` }, places.map((place, n) => ({ place, value: { text: `words ${n}` } })));
    for (const [n, { table, row, column }] of places.entries())
      await appendEvent(tx, {
        appId, type: 'conversation:message', orderKey: id, skeleton: { n, conversation: id },
        references: [['message', `conversation:${id}`, table, row, column]], cells: [cells[n] ?? null],
      });
  });
  return id;
}

const words = (conversation: string) =>
  target.received.map(({ body }) => (body as { events: { payload: { conversation: string; message: { text: string } } }[] }).events[0]!.payload)
    .filter((payload) => payload.conversation === conversation).map(({ message }) => message.text);
const dead = () => bench.database.query("select (payload->>'n')::int as n, error from dead_deliveries order by position");

it.each([
  ['a flipped bit', 'set_byte(mine.cells[1], 60, get_byte(mine.cells[1], 60) # 1)'],
  ['the cell of another event', 'other.cells[1]'],
  ['half a cell', 'substr(mine.cells[1], 1, 40)'],
  ['nothing of a cell', `''::bytea`],
])('a delivery that quotes %s dies as unreadable, unsent; the lane goes on, and so do its neighbours', async (_what, forged) => {
  const { appId } = await bench.webhook(target.url);
  const [hit, spared] = [await say(appId, 3), await say(appId, 3)];
  await bench.database.query(
    `update outbox_events mine set cells[1] = ${forged} from outbox_events other
     where mine.order_key = $1 and (mine.payload->>'n')::int = 1 and other.order_key = $1 and (other.payload->>'n')::int = 2`, [hit]);
  bench.worker();
  await bench.attempts(6);
  expect(numbers(target.received, hit)).toEqual([0, 2]);
  expect([words(hit), words(spared)]).toEqual([['words 0', 'words 2'], ['words 0', 'words 1', 'words 2']]);
  expect(await dead()).toEqual([{ n: 1, error: 'unreadable' }]);
  expect(await bench.counts()).toEqual({ outbox: 0, lanes: 0, deliveries: 1 });
});

it('cells moved between deliveries of two apps die on both sides', async () => {
  const hooks = await Promise.all([bench.webhook(target.url), bench.webhook(target.url)]);
  const said = await Promise.all(hooks.map(({ appId }) => say(appId, 2)));
  // With the references that say whose they are: the app is bound to a cell all the same.
  await bench.database.query(
    `update outbox_events mine set cells = other.cells, cell_references = other.cell_references from outbox_events other
     where (mine.payload->>'n')::int = 0 and other.app_id <> mine.app_id and (other.payload->>'n')::int = 0`);
  bench.worker();
  await bench.attempts(4);
  expect(said.map((conversation) => numbers(target.received, conversation))).toEqual([[1], [1]]);
  expect(await dead()).toEqual([{ n: 0, error: 'unreadable' }, { n: 0, error: 'unreadable' }]);
});

it('what waits for a webhook whose endpoint does not open dies as unreadable, unsent; its neighbour in the app gets everything', async () => {
  const hit = await bench.webhook(`${target.url}/hit`);
  const spared = await bench.webhook(`${target.url}/spared`, { appId: hit.appId });
  const conversation = await say(hit.appId, 3);
  // The cell of another webhook of the same app: whoever may write there cannot lead events elsewhere.
  await bench.database.query('update webhooks mine set sealed_endpoint = other.sealed_endpoint from webhooks other where mine.id = $1 and other.id = $2', [hit.id, spared.id]);
  bench.worker();
  await bench.attempts(6);
  expect(target.received.map(({ path }) => path)).toEqual(['/spared', '/spared', '/spared']);
  expect(numbers(target.received, conversation)).toEqual([0, 1, 2]);
  expect(await dead()).toEqual([0, 1, 2].map((n) => ({ n, error: 'unreadable' })));
});

it('while the key store is away nothing dies: events of a webhook whose key is not remembered go out once it is back', async () => {
  const { appId } = await bench.webhook(target.url);
  const away = jest.spyOn(DirectoryKeyStore.prototype, 'read').mockRejectedValue(new Error('The key store is away'));
  await bench.post(appId, 'c1', events('c1', 2));
  bench.worker({ leaseSeconds: 1 });
  await eventually('the key store was asked', () => Promise.resolve(away.mock.calls.length > 1));
  expect(await bench.counts()).toMatchObject({ deliveries: 2 });
  away.mockRestore();
  await bench.attempts(2);
  expect(numbers(target.received, 'c1')).toEqual([0, 1]);
  expect(bench.results).toEqual(['delivered', 'delivered']);
  expect(await dead()).toEqual([]);
});
