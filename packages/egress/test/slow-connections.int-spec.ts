import { afterEach, expect, it } from '@jest/globals';
import { GuardedClient, type ResolveName } from '@parley/egress';
import { busyTarget } from './support/busy-target.js';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

it('a target whose first address takes a second to connect is reached, though its other address leads nowhere', async () => {
  const target = await busyTarget();
  opened.push(target);
  const resolveName: ResolveName = async () => {
    // Once the first packet has been sent, and dropped.
    setImmediate(() => setImmediate(() => target.release()));
    // Nobody listens at the second: so it is for a name with IPv6 where the host has none.
    return [{ address: '127.0.0.1', family: 4 }, { address: '127.0.0.2', family: 4 }];
  };
  const client = new GuardedClient({ allow: ['127.0.0.0/8'], resolveName });
  opened.push(client);
  await expect(client.send(`http://far.test:${target.port}/`, { method: 'POST', headers: {}, body: '{}', timeoutMs: 20_000 })).resolves.toBe(200);
});
