import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { GuardedClient } from '@parley/egress';
import { AppError, LOGGER, publicUrl, SETTINGS, type AppId, type Logger, type Settings } from '@parley/kernel';
import type { IntegrationSettings } from '../integrations/settings.js';
import { baseUrlsOf } from './base-urls.js';
import type { Channel } from './channel.js';
import { channelOf } from './registry.js';
import { vendorCalls, type VendorCalls } from './vendor-calls.js';
import { VendorFault } from './vendor-fault.js';

/** Where vendors call, below the public URL; then the app and the integration. */
export const CALLBACK_PATH = 'parley/v1/channels';

/** What connecting adds to an integration's settings. */
export interface Connected {
  readonly settings: IntegrationSettings;
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
   * are not given yet. Raises bad_request naming the credential that is refused, service_unavailable where the vendor does not answer.
   */
  async connect(appId: AppId, id: string, type: string, given: IntegrationSettings): Promise<Connected | undefined> {
    const channel = channelOf(type);
    if (!channel || given[channel.credential] === undefined) return undefined;
    const callbackSecret = randomBytes(32).toString('base64url');
    const callback = { url: `${publicUrl(this.settings)}/${CALLBACK_PATH}/${appId}/${id}`, secret: callbackSecret };
    try {
      return { settings: { ...(await channel.connect(given, this.calls(type, channel), callback)), callbackSecret } };
    } catch (error) {
      throw error instanceof VendorFault ? refusal(channel, error) : error;
    }
  }

  /** Has the vendor call no more, of an integration that is deleted: what it still sends finds nothing. */
  async disconnect(type: string, settings: IntegrationSettings): Promise<void> {
    const channel = channelOf(type);
    if (!channel || settings['callbackSecret'] === undefined) return;
    await channel.disconnect(settings, this.calls(type, channel)).catch((error: unknown) => {
      if (!(error instanceof VendorFault)) throw error;
      this.logger.warn({ faultClass: error.faultClass, code: error.code, channel: type }, 'a vendor was not told that an integration is gone');
    });
  }

  private calls(type: string, channel: Channel): VendorCalls {
    return vendorCalls(this.client, this.baseUrls.get(type) ?? channel.baseUrl);
  }
}

const refusal = ({ credential }: Channel, fault: VendorFault): AppError =>
  fault.faultClass === 'auth'
    ? new AppError('bad_request', `${credential} is refused by the channel`)
    : new AppError('service_unavailable', 'The channel does not answer: try again later', { cause: fault });
