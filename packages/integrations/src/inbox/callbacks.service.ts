import { Injectable } from '@nestjs/common';
import { Keyring } from '@parley/crypto-at-rest';
import { isId, type AppId } from '@parley/kernel';
import { Database, WakeUp } from '@parley/persistence';
import type { CallbackRequest, RawEvent } from '../channels/channel.js';
import { channelOf } from '../channels/registry.js';
import type { IntegrationRow } from '../integrations/integration.row.js';
import { openOneSettings } from '../integrations/settings.js';
import { sealEvents, type Told } from './inbox-event.js';
import { CALLED, TAKE } from './inbox.queries.js';

/** What a vendor is answered. */
export interface CallbackAnswer {
  readonly status: number;
  readonly body: string;
}

const answer = (status: number): CallbackAnswer => ({ status, body: '' });
/** Who is refused is told no more than who calls where nothing is. */
const [TAKEN, UNREADABLE, NOT_THERE, TOO_MANY] = [answer(200), answer(400), answer(404), answer(429)];

/** Takes in what vendors tell: verified, sealed, and answered as soon as it is safe; the worker makes something of it. */
@Injectable()
export class ChannelCallbacks {
  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
    private readonly wakeUp: WakeUp,
  ) {}

  /**
   * What to answer. Nothing is taken that the integration's own channel has not found to be the vendor's, and only of that `admits` is
   * asked: what it refuses the vendor sends again. Raises `service_unavailable`.
   */
  async take(appId: AppId, integrationId: string, request: CallbackRequest, admits: () => Promise<boolean>): Promise<CallbackAnswer> {
    if (!isId(appId) || !isId(integrationId)) return NOT_THERE;
    const sql = this.db.app(appId);
    const [row] = await sql.query<IntegrationRow & Record<string, unknown>>(CALLED, [appId, integrationId]);
    const channel = row && channelOf(row.type);
    if (!channel) return NOT_THERE;
    const verdict = await channel.verify(request, await openOneSettings(sql, this.keyring, row));
    if (verdict.kind === 'refused') return NOT_THERE;
    if (verdict.kind === 'unreadable') return UNREADABLE;
    if (verdict.kind === 'answer') return verdict;
    if (!(await admits())) return TOO_MANY;
    if (verdict.events.length > 0) await this.keep(appId, { integrationId, type: row.type }, verdict.events);
    return TAKEN;
  }

  private async keep(appId: AppId, told: Told, events: readonly RawEvent[]): Promise<void> {
    const sql = this.db.app(appId);
    const { keys, senders, cells } = await sealEvents(this.keyring, sql, appId, told, events);
    const [row] = await sql.query<{ taken: number }>(TAKE, [appId, told.integrationId, keys, senders, cells]);
    if (row?.taken !== 0) this.wakeUp.signal();
  }
}
