import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { GuardedClient } from '@parley/egress';
import { LOGGER, publicUrl, SETTINGS, type AppId, type Logger, type Settings } from '@parley/kernel';
import type { IntegrationSettings } from '../integrations/settings.js';
import { baseUrlsOf } from './base-urls.js';
import type { Channel } from './channel.js';
import { refusal } from './refusal.js';
import { channelOf } from './registry.js';
import { vendorCalls, type VendorCalls } from './vendor-calls.js';
import { VendorFault } from './vendor-fault.js';

/** Where vendors call, below the public URL; then the app and the integration. */
export const CALLBACK_PATH = 'parley/v1/channels';

/** What connecting adds to an integration's settings. */
export interface Connected {
  readonly settings: IntegrationSettings;
}

/** Settings that are about to change. */
export interface SettingsChange {
  readonly type: string;
  readonly before: IntegrationSettings;
  readonly after: IntegrationSettings;
  /** The names of what was given. */
  readonly fields: readonly string[];
}

/** What connecting anew came to. */
export interface Reconnected extends Connected {
  /** Whether it speaks for another bot or account than before. */
  readonly isAnother: boolean;
}

/** Connects integrations with their vendors, and parts them. No transaction is open meanwhile. */
@Injectable()
export class ChannelConnections {
  private readonly baseUrls: ReadonlyMap<string, string>;

  constructor(
    private readonly client: GuardedClient,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.baseUrls = baseUrlsOf(settings);
  }

  /**
   * Checks an integration's credentials and has its vendor call us. Nothing where its type is no channel of ours, or its credentials
   * are not given yet. Raises bad_request naming the credential that is refused, or the setting that the channel cannot use, service_unavailable where the vendor does not answer.
   */
  async connect(appId: AppId, id: string, type: string, given: IntegrationSettings): Promise<Connected | undefined> {
    const channel = channelOf(type);
    if (!channel || given[channel.credential] === undefined) return undefined;
    return this.ask(appId, id, { type, channel, settings: given, secret: newSecret(), named: channel.credential });
  }

  /**
   * Connects again where credentials are among what is given; nothing where they are not, or are not complete yet. Raises as `connect`,
   * naming those that were given.
   */
  async reconnect(appId: AppId, id: string, { type, before, after, fields }: SettingsChange): Promise<Reconnected | undefined> {
    const channel = channelOf(type);
    const given = channel?.replaceable?.credentials.filter((name) => fields.includes(name)) ?? [];
    if (!channel?.replaceable || given.length === 0 || after[channel.credential] === undefined) return undefined;
    const isAnother = channel.replaceable.account(before) !== channel.replaceable.account(after);
    // The same bot goes on calling with the same secret: nothing that it sends meanwhile is refused.
    const kept = isAnother ? undefined : before['callbackSecret'];
    const secret = typeof kept === 'string' ? kept : newSecret();
    return { ...(await this.ask(appId, id, { type, channel, settings: after, secret, named: given.join(' or ') })), isAnother };
  }

  /** Has the vendor call no more, of an integration that is deleted, or speaks for another: what it still sends finds nothing. */
  async disconnect(type: string, settings: IntegrationSettings): Promise<void> {
    const channel = channelOf(type);
    if (!channel || settings['callbackSecret'] === undefined) return;
    await channel.disconnect(settings, this.calls(type, channel)).catch((error: unknown) => {
      if (!(error instanceof VendorFault)) throw error;
      this.logger.warn({ faultClass: error.faultClass, code: error.code, channel: type }, 'a vendor was not told to call no more');
    });
  }

  private async ask(appId: AppId, id: string, { type, channel, settings, secret, named }: Asked): Promise<Connected> {
    const callback = { url: `${publicUrl(this.settings)}/${CALLBACK_PATH}/${appId}/${id}`, secret };
    try {
      return { settings: { ...(await channel.connect(settings, this.calls(type, channel), callback)), callbackSecret: secret } };
    } catch (error) {
      throw error instanceof VendorFault ? refusal(named, error) : error;
    }
  }

  private calls(type: string, channel: Channel): VendorCalls {
    return vendorCalls(this.client, this.baseUrls.get(type) ?? channel.baseUrl);
  }
}

interface Asked {
  readonly type: string;
  readonly channel: Channel;
  readonly settings: IntegrationSettings;
  readonly secret: string;
  /** What a refusal names. */
  readonly named: string;
}

const newSecret = (): string => randomBytes(32).toString('base64url');
