import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GuardedClient } from '@parley/egress';
import type { Signalling } from '../src/channels/outbound.js';
import { channelOf } from '../src/channels/registry.js';
import { vendorCalls } from '../src/channels/vendor-calls.js';
import { Emulator } from './emulator/emulator.js';
import { BUSINESS } from './emulator/whatsapp/business.js';
import { SETTINGS, WhatsappBench } from './whatsapp-bench.js';

const BOT = { token: '42:a-token' };

/** What the business does, in requests that vendors' own schemas take. */
describe('signals', () => {
  let emulator: Emulator;
  let client: GuardedClient;
  let bench: WhatsappBench;
  beforeAll(async () => {
    [emulator, bench] = await Promise.all([Emulator.start(), WhatsappBench.open()]);
    client = new GuardedClient({ allow: ['127.0.0.0/8'] });
  });
  afterAll(async () => {
    await client?.close();
    await bench?.close();
    await emulator?.close();
  });

  const onTelegram = (): Signalling => ({ recipient: '7', settings: BOT, calls: vendorCalls(client, `${emulator.url}/telegram`) });
  const onWhatsapp = (heard?: string): Signalling => ({ recipient: '+15550001234', settings: SETTINGS, calls: bench.calls, ...(heard !== undefined && { heard }) });

  it('Telegram: typing alone', async () => {
    await channelOf('telegram')?.outbound.signal?.('read', onTelegram());
    await channelOf('telegram')?.outbound.signal?.('typing', onTelegram());
    expect((await emulator.log()).map(({ method, problems, taken }) => ({ method, problems, taken }))).toEqual([{ method: 'sendChatAction', problems: [], taken: true }]);
  });

  it('Telegram: a person who has blocked the bot, as of messages', async () => {
    await emulator.faults({ method: 'sendChatAction', fault: { kind: 'answer', status: 403, body: { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' } } });
    await expect(channelOf('telegram')?.outbound.signal?.('typing', onTelegram())).rejects.toMatchObject({ faultClass: 'user_blocked' });
  });

  it('WhatsApp: read, and typing with it, of what was said last; nothing where nothing was', async () => {
    const whatsapp = channelOf('whatsapp')?.outbound;
    await whatsapp?.signal?.('typing', onWhatsapp());
    await whatsapp?.signal?.('read', onWhatsapp('wamid.1'));
    await whatsapp?.signal?.('typing', onWhatsapp('wamid.2'));
    const mark = { messaging_product: 'whatsapp', status: 'read' };
    expect(bench.graph.calls).toEqual([
      { method: 'POST', path: `/v23.0/${BUSINESS.phoneNumberId}/messages`, body: { ...mark, message_id: 'wamid.1' } },
      { method: 'POST', path: `/v23.0/${BUSINESS.phoneNumberId}/messages`, body: { ...mark, message_id: 'wamid.2', typing_indicator: { type: 'text' } } },
    ]);
  });

  it.each(['mailgun', 'email'])('%s has none', (name) => expect(channelOf(name)?.outbound).not.toHaveProperty('signal'));
});
