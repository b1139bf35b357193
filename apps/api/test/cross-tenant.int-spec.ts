import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceAccountsService } from '@parley/accounts';
import { asAccountId } from '@parley/kernel';
import { createAccount, type Operation } from '@parley/testing';
import type { Answer } from './support/call.js';
import { deliver } from './support/deliver.js';
import { startApi, type RunningApi } from './support/running-api.js';
import { talkByTelegram } from './support/talk-by-telegram.js';
import { startVendors, type Vendors } from './support/vendors.js';
import { UNKNOWN, type Ask, type Case } from './walk/ask.js';
import { ownIdsOf } from './walk/own-ids.js';
import { perform, scopesOf, SERVED } from './walk/operations.js';
import { CASES } from './walk/operations/index.js';
import { differingPlaces, withText } from './walk/places.js';
import { TenantProbe } from './walk/tenant-probe.js';
import { hashes, tenantTables, type TenantTable } from './walk/tenant-rows.js';
import { World } from './walk/world.js';

let vendors: Vendors;
let api: RunningApi;
/** Whose things are asked for, and who asks. */
let theirs: World;
let mine: World;
let tables: readonly TenantTable[];
beforeAll(async () => {
  vendors = await startVendors();
  api = await startApi(vendors.settings);
  [theirs, mine] = [await World.make(api, (await createAccount(api.database)).id), await World.make(api)];
  tables = await tenantTables(api.database);
});
afterAll(async () => {
  await api.close();
  vendors.close();
});

const HEX = /[0-9a-f]{24}/g;
/** By the same rule what is theirs becomes what is nobody's: the same in every other way. */
const nobodys = (text: string): string => text.replaceAll(HEX, UNKNOWN);

/** What an answer says, but for what it repeats of what was asked, and for the ids, times and secrets of what was made. */
function said({ status, body }: Answer, asked: string): string {
  return `${status} ${JSON.stringify(body)}`
    .replaceAll(JSON.stringify(asked).slice(1, -1), '<asked>').replaceAll(encodeURIComponent(asked), '<asked>')
    .replaceAll(HEX, '<id>').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>').replaceAll(/("secret":|token=)"?[^"]+/g, '$1<secret>');
}

/** Asks with each of their ids in place of the own one, and with nobody's; answers the names of the places. All at once: a deletion takes its time to say no (docs/decisions/0020). */
async function exchange(operation: Operation, ask: Case[2]): Promise<string[]> {
  const [own, foreign] = [complete(mine, await ask(mine)), complete(theirs, await ask(theirs))];
  const before = await hashes(api.database, tables, theirs.accountId);
  const places = differingPlaces(named(own), named(foreign));
  // A key of every scope is told the same of an app; below it, none has more to say than another.
  const tries = places.flatMap((place) => (place.at.join('.') === 'path.appId' ? scopesOf(operation) : [own.as]).map((as) => ({ ...place, as })));
  await Promise.all(tries.map(async ({ at, other, as }) => {
    const asked = async (text: string) => said(await perform(api, operation, mine, withText({ ...own, as }, at, text)), text);
    const [theirAnswer, nobodysAnswer] = await Promise.all([asked(other), asked(nobodys(other))]);
    expect({ at, as, said: theirAnswer }).toEqual({ at, as, said: nobodysAnswer });
  }));
  expect(await hashes(api.database, tables, theirs.accountId)).toEqual(before);
  return places.map(({ at }) => at.filter((step) => !/^\d+$/.test(step)).at(-1) ?? '');
}

/** First the cases in which something is done; then, while a name has not been in any place, the others. */
const inOrder = (cases: readonly Case[] = []): readonly Case[] => cases.toSorted(([a], [b]) => Number(a > 299) - Number(b > 299));

describe('Another tenant’s id, in every place of path, query and body where one may stand,', () => {
  it.each(SERVED.map((operation) => [operation.id, operation] as const))('gets exactly the answer of an unknown one from %s, and changes nothing there', async (id, operation) => {
    const missing = new Set(ownIdsOf(operation));
    for (const [status, , ask] of inOrder(CASES[id])) {
      if (status > 299 && missing.size === 0) break;
      for (const name of await exchange(operation, ask)) missing.delete(name);
    }
    expect([...missing]).toEqual([]);
  });
});

/** Where ids may stand. */
const named = ({ path, query, json }: Ask) => ({ path, query, json });

/** With the app in the path, where every case has it. */
const complete = (world: World, { in: place = world, ...ask }: Ask): Ask => ({ ...ask, in: place, path: { appId: place.appId, ...ask.path } });

describe('The database, with the tenant set to another app or account,', () => {
  it('shows no row of theirs in any table, and changes, removes and adds none', async () => {
    await leaveTraces(theirs);
    await leaveUndelivered(theirs);
    await talkByTelegram(api, vendors, { id: theirs.appId, post: (path, json) => theirs.send(path, json) }, () => 'Hello');
    const probe = await TenantProbe.start(api.database, tables, theirs.accountId);
    const reached = [await probe.reach(mine.appId), await probe.reach(`account:${mine.accountId}`)];
    await probe.close();
    expect({ empty: probe.empty(), reached }).toEqual({ empty: [], reached: [[], []] });
  });

  it('forces row-level security on every table that has rows of tenants', async () => {
    const open = await api.database.query('select relname from pg_class where relname = any($1) and not (relrowsecurity and relforcerowsecurity)', [tables.map(({ name }) => name)]);
    expect(open).toEqual([]);
  });
});

/** Does what leaves rows in tables that the cases leave empty. */
async function leaveTraces(world: World): Promise<void> {
  const [user, gone] = [await world.user(), await world.user()];
  await world.idempotently('/users', { externalId: 'grace' });
  await world.send('/conversations', { type: 'sdkGroup', participants: [{ userId: user.id, subscribeSDKClient: true }] });
  const left = await world.conversation([user], 'sdkGroup');
  await world.hold('user', user.id);
  await world.send(`/conversations/${left.id}/leave`, { userId: user.id });
  await world.send(`/users/${gone.id}`, undefined, 'DELETE');
  await world.send(`/integrations/${world.integrationId}/webhooks/${(await world.webhook()).id}`, undefined, 'DELETE');
  await world.send(`/integrations/${(await world.integration()).id}`, undefined, 'DELETE');
  await world.send('/attachments/remove', { mediaUrl: await world.attachment() });
  await world.api.app.get(ServiceAccountsService).grant(asAccountId(world.accountId), await world.serviceAccount(), world.appId);
  // Only a channel tells an address of a user's own, and none is connected.
  await world.api.database.query(`insert into user_addresses (app_id, user_id, type, value_index) values ($1, $2, 'email', 'x')`, [world.appId, user.id]);
}

/** Has a worker fail at a webhook where nobody listens: a message that it gives up, one that waits for another attempt, and one that it never sees. */
async function leaveUndelivered(world: World): Promise<void> {
  const conversation = await world.conversation([await world.user()]);
  await world.webhook();
  // What the cases have left for both is not to be delivered as well.
  await world.api.database.query('truncate outbox_events');
  await world.message(conversation);
  await deliver(world.api, { retrySeconds: [] });
  await world.message(conversation);
  await deliver(world.api, { retrySeconds: [3600], until: "select from webhook_attempts where result = 'retried'" });
  await world.message(conversation);
}
