import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { webhookTarget, type WebhookTarget } from '@parley/testing';
import { join } from 'node:path';
import { basic } from './support/authorization.js';
import { ChangedPackages } from './support/changed-packages.js';
import { blocksOf } from './support/page-blocks.js';
import { PigeonLoft } from './support/pigeon-loft.js';
import { RunningParley } from './support/running-parley.js';
import { eventsOf, firstArrivals } from './support/webhook-events.js';

const PAGE = join(import.meta.dirname, '../../../../docs/add-a-channel.md');
/** The two lists of names: whoever adds a name there is led by the compiler. */
const NAMES = /(?:integration-types|channel-names)\.ts$/;

/** docs/add-a-channel.md is done as it says, on copies of the two packages that it changes, and the whole product runs with them. */
describe('docs/add-a-channel.md', () => {
  const blocks = blocksOf(PAGE);
  const packages = new ChangedPackages(['contracts', 'integrations']);
  let loft: PigeonLoft;
  let parley: RunningParley;
  let target: WebhookTarget;
  beforeAll(async () => void ([loft, target] = await Promise.all([PigeonLoft.start('the-key'), webhookTarget()])));
  afterAll(async () => {
    loft?.close();
    await parley?.dispose();
    await target?.close();
    packages.dispose();
  }, 60_000);

  const send = async <T>(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly body: T }> => {
    const headers = { authorization: basic(parley.credentials().accountKey), 'content-type': 'application/json' };
    const answer = await fetch(`${parley.baseUrl}/v2${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return { status: answer.status, body: (await answer.json()) as T };
  };

  it('with the names alone the build fails at each line that is missing', async () => {
    for (const block of blocks.filter(({ file }) => NAMES.test(file))) packages.apply(block);
    const faults = [...(await packages.compile('contracts')), ...(await packages.compile('integrations'))];
    const missing = faults.filter((line) => /error TS\d+.*pigeon/.test(line)).map((line) => /src\/([^(]+)\(/.exec(line)?.[1]);
    expect([...new Set(missing)].toSorted()).toEqual(['channels/channel-names.ts', 'channels/registry.ts', 'degradation/channel-capabilities.ts', 'integrations/integration-contracts.ts']);
  }, 120_000);

  it('with all of its blocks it builds', async () => {
    for (const block of blocks.filter(({ file }) => !NAMES.test(file))) packages.apply(block);
    expect([...(await packages.compile('contracts')), ...(await packages.compile('integrations'))]).toEqual([]);
  }, 120_000);

  it('and the product connects it, hears it, and answers', async () => {
    const fixture = blocks.find(({ language }) => language === 'json')?.code ?? '';
    parley = await RunningParley.start({ ...packages.settings(), PARLEY_CHANNEL_URLS: `pigeon=${loft.url}` });
    const { body: { app } } = await send<{ app: { id: string } }>('POST', '/apps', { displayName: 'Shop' });
    const triggers = ['conversation:message', 'conversation:message:delivery:channel', 'conversation:message:delivery:failure'];
    await send('POST', `/apps/${app.id}/integrations`, { type: 'custom', webhooks: [{ target: target.url, triggers }] });
    expect(await send('POST', `/apps/${app.id}/integrations`, { type: 'pigeon', loftKey: 'wrong' })).toMatchObject({ status: 400, body: { errors: [{ title: 'loftKey is refused by the channel' }] } });
    const made = await send<{ integration: { id: string } }>('POST', `/apps/${app.id}/integrations`, { type: 'pigeon', loftKey: 'the-key' });
    expect(made).toMatchObject({ status: 201, body: { integration: { type: 'pigeon', status: 'active', loftName: 'Dam Square' } } });
    expect(JSON.stringify(made.body)).not.toContain('the-key');

    expect([await loft.send(fixture, 'guessed'), await loft.send('{}'), await loft.send(fixture), await loft.send(fixture)]).toEqual([404, 400, 200, 200]);
    const events = async (count: number) => {
      await target.until((received) => firstArrivals(eventsOf(received)).length >= count, 60_000);
      return firstArrivals(eventsOf(target.received));
    };
    const [said] = await events(1);
    expect(said).toMatchObject({
      type: 'conversation:message',
      payload: { message: { content: { type: 'text', text: 'Are you open on Sunday?' }, author: { type: 'user', displayName: 'Ada' }, source: { type: 'pigeon', originalMessageId: '71' } } },
    });

    const path = `/apps/${app.id}/conversations/${said?.payload.conversation?.id}/messages`;
    await send('POST', path, { author: { type: 'business' }, content: { type: 'text', text: `${'a'.repeat(270)}. From ten to four.` } });
    const [, , told] = await events(3);
    expect(told).toMatchObject({ type: 'conversation:message:delivery:channel', payload: { destination: { type: 'pigeon' }, externalMessages: [{ id: '1' }, { id: '2' }], isFinalEvent: true } });
    expect(loft.letters).toMatchObject([{ to: 'NL-12-1234567', text: `${'a'.repeat(270)}.` }, { to: 'NL-12-1234567', text: 'From ten to four.' }]);

    await send('DELETE', `/apps/${app.id}/integrations/${made.body.integration.id}`);
    expect(loft.callback).toBeUndefined();
  }, 240_000);
});
