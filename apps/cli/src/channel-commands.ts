import { operatorOn } from '@parley/audit-log';
import { listParked, retryParked, type ParkedEvent } from '@parley/integrations';
import type { Settings } from '@parley/kernel';
import { withDatabase } from './database/with-database.js';
import { say } from './report.js';
import { StartError } from './start-error.js';

export interface ParkedOptions {
  readonly of?: string;
  readonly json?: boolean;
}

export interface RetryOptions {
  readonly event?: string;
  readonly integration?: string;
}

/** As many as somebody reads; those behind are seen once these are dealt with. */
const SHOWN = 1000;

const line = ({ id, appId, integrationId, parkedAt, fault }: ParkedEvent): string =>
  [id, fault, `since ${parkedAt.toISOString()}`, `app ${appId}`, `integration ${integrationId}`].join('  ');

/** `parley channels parked` */
export async function channelsParked(settings: Settings, { of, json }: ParkedOptions): Promise<void> {
  const parked = await withDatabase(settings, (database) => listParked(database.system(), SHOWN, of));
  if (json) say(JSON.stringify({ parked }, undefined, 2));
  else say(parked.length === 0 ? 'No event of a channel is parked.' : parked.map(line).join('\n'));
}

/** `parley channels retry`. Throws StartError where nothing of it is parked. */
export async function channelsRetry(settings: Settings, { event, integration = '' }: RetryOptions): Promise<void> {
  const retried = await withDatabase(settings, (database) => retryParked(database, event === undefined ? { integrationId: integration } : { eventId: event }, operatorOn()));
  if (retried === 0) throw new StartError(event === undefined ? 'Nothing of the integration is parked' : 'There is no such parked event');
  say(`${retried} ${retried === 1 ? 'waits' : 'wait'} again.`);
}
