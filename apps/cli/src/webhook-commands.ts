import { operatorOn } from '@parley/audit-log';
import type { Settings } from '@parley/kernel';
import { findWebhook, listAttempts, listDead, listWebhooks, recordShowing, replayDead, resumeWebhook, stateOf, type FoundWebhook } from '@parley/webhooks';
import { keyringOf } from './database/keyring.js';
import { withDatabase } from './database/with-database.js';
import { say } from './report.js';
import { StartError } from './start-error.js';

export interface WebhookListOptions {
  readonly of?: string;
  readonly json?: boolean;
}

export interface ReplayOptions {
  readonly event?: string;
  readonly from?: Date;
  readonly to?: Date;
  readonly all?: true;
}

/** Of each list, as much as fits a screen. */
const SHOWN = 25;

const line = ({ id, appId, integrationId, status, deadDeliveries }: FoundWebhook): string =>
  [id, status, `app ${appId}`, `integration ${integrationId}`, `${deadDeliveries} dead`].join('  ');

/** `parley webhooks list` */
export async function webhooksList(settings: Settings, { of, json }: WebhookListOptions): Promise<void> {
  const found = await withDatabase(settings, (database) => listWebhooks(database.system(), of));
  if (json) say(JSON.stringify({ webhooks: found }, undefined, 2));
  else say(found.length === 0 ? 'There are no webhooks.' : found.map(line).join('\n'));
}

/** `parley webhooks show`. Answers of targets may repeat what customers wrote: that they are shown is on the record first. */
export async function webhooksShow(settings: Settings, id: string, eventId?: string): Promise<void> {
  const shown = await withDatabase(settings, async (database) => {
    const webhook = await findWebhook(database.system(), id);
    const sql = database.app(webhook.appId);
    const [state, dead] = [await stateOf(sql, webhook), await listDead(sql, webhook, { size: SHOWN })];
    const attempts = await listAttempts(sql, await keyringOf(settings, database), webhook, { eventId }, { size: SHOWN });
    const answers = attempts.items.filter(({ answer }) => answer !== undefined).length;
    if (answers > 0) await sql.transaction((tx) => recordShowing(tx, webhook, { eventId, answers }, operatorOn()));
    return { state, deadDeliveries: dead.items, attempts: attempts.items };
  });
  say(JSON.stringify(shown, undefined, 2));
}

/** `parley webhooks replay`: all that there are, however many. Throws StartError where there is none of the event. */
export async function webhooksReplay(settings: Settings, id: string, { event: eventId, from, to }: ReplayOptions): Promise<void> {
  const total = { replayed: 0, dropped: 0, unreadable: 0 };
  await withDatabase(settings, async (database) => {
    const webhook = await findWebhook(database.system(), id);
    const keyring = await keyringOf(settings, database);
    for (let remaining = true; remaining; ) {
      const one = await replayDead(database, keyring, webhook, { eventId, from, to }, operatorOn());
      for (const what of ['replayed', 'dropped', 'unreadable'] as const) total[what] += one[what];
      // What does not open stays, and would be found again.
      remaining = one.remaining && one.replayed + one.dropped > 0;
    }
  });
  const { replayed, dropped, unreadable } = total;
  if (eventId !== undefined && replayed + dropped + unreadable === 0) throw new StartError('The webhook has no dead delivery of this event');
  say(`${replayed} wait again${dropped > 0 ? `; ${dropped} dropped, because what they quote was deleted` : ''}${unreadable > 0 ? `; ${unreadable} do not open and stay dead` : ''}.`);
}

/** `parley webhooks resume` */
export async function webhooksResume(settings: Settings, id: string): Promise<void> {
  const resumed = await withDatabase(settings, async (database) => {
    const { appId } = await findWebhook(database.system(), id);
    return database.app(appId).transaction((tx) => resumeWebhook(tx, { appId, webhookId: id }, operatorOn()));
  });
  say(resumed ? 'The webhook goes on.' : 'The webhook is not paused.');
}
