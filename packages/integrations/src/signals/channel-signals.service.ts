import { Inject, Injectable } from '@nestjs/common';
import { Keyring } from '@parley/crypto-at-rest';
import { GuardedClient } from '@parley/egress';
import { SETTINGS, type AppId, type Settings } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { baseUrlsOf } from '../channels/base-urls.js';
import type { Signal } from '../channels/outbound.js';
import { channelOf } from '../channels/registry.js';
import { vendorCalls } from '../channels/vendor-calls.js';
import type { IntegrationRow } from '../integrations/integration.row.js';
import { GET } from '../integrations/integrations.queries.js';
import { openOneSettings } from '../integrations/settings.js';
import { Recent } from './recent.js';

/** Who is to see a signal, and by which integration. */
export interface SignalTo {
  readonly integrationId: string;
  readonly type: string;
  /** As the channel knows him. */
  readonly recipient: string;
  /** The channel's id of what he said last. */
  readonly heard?: string;
}

/** For how long a vendor is not told the same again, in milliseconds: the one that shows typing shortest shows it for five seconds. */
const SHOWN_MS = 4000;

/** Shows people on channels what businesses do without saying anything. */
@Injectable()
export class ChannelSignals {
  private readonly baseUrls: ReadonlyMap<string, string>;
  private readonly shown = new Recent(SHOWN_MS);

  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
    private readonly client: GuardedClient,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.baseUrls = baseUrlsOf(settings);
  }

  /** Shows it once within four seconds, where the channel can and its vendor takes our credentials. Raises VendorFault, `service_unavailable`. */
  async show(appId: AppId, { integrationId, type, recipient, heard }: SignalTo, signal: Signal): Promise<void> {
    const channel = channelOf(type);
    if (!channel?.outbound.signal || this.shown.note(JSON.stringify([integrationId, recipient, heard, signal]))) return;
    const sql = this.db.app(appId);
    const [row] = await sql.query<IntegrationRow & Record<string, unknown>>(GET, [appId, integrationId]);
    if (row?.status !== 'active') return;
    const settings = await openOneSettings(sql, this.keyring, row);
    const calls = vendorCalls(this.client, this.baseUrls.get(type) ?? channel.baseUrl);
    await channel.outbound.signal(signal, { recipient, settings, calls, ...(heard !== undefined && { heard }) });
  }
}
