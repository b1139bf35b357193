import { READABLE_ATTACHMENTS } from '@parley/attachments';
import type { ErasedThen } from '@parley/backup';
import { READABLE_CONVERSATIONS } from '@parley/conversations';
import type { ReadableTable, Subject } from '@parley/crypto-at-rest';
import type { Erasure } from '@parley/erasure';

/** The tables of an app that an export holds, opened; of integrations and webhooks without their secrets. */
export const EXPORTED: readonly ReadableTable[] = [
  { table: 'apps' },
  ...READABLE_CONVERSATIONS,
  READABLE_ATTACHMENTS,
  { table: 'integrations', omitted: ['sealed_settings'] },
  { table: 'webhooks', omitted: ['sealed_endpoint'] },
];

/** Tables with rows of apps that no export holds, and why. */
export const NOT_EXPORTED: Readonly<Record<string, string>> = {
  api_keys: 'access', service_account_apps: 'access',
  data_keys: 'keys', key_shards: 'keys', tenant_keys: 'keys', tenant_key_rotations: 'keys', key_evictions: 'keys',
  audit_entries: 'outlives the app', destroyed_keys: 'outlives the app', erasures: 'outlives the app',
  legal_holds: "the law's", legal_hold_reach: "the law's",
  user_addresses: 'indexes', client_addresses: 'indexes', channel_messages: 'indexes',
  outbox_events: 'what was on its way', webhook_deliveries: 'what was on its way', webhook_lanes: 'what was on its way', dead_deliveries: 'what was on its way',
  webhook_attempts: 'what was on its way', failing_webhooks: 'what was on its way', idempotent_answers: 'what was on its way',
  channel_inbox: 'what was on its way', channel_inbox_lanes: 'what was on its way',
  mailboxes: 'how far others were read',
  channel_outbox: 'what was on its way', channel_outbox_lanes: 'what was on its way', channel_choices: 'what was on its way', link_requests: 'what was on its way',
  deleted_integrations: 'what is gone', deleted_webhooks: 'what is gone', attachment_removals: 'what is gone',
};

/**
 * Of whom an export of a moment (microseconds since 1970) must not tell, by the present state of the app's erasures, also of
 * those that still wait: conversations and users, whose rows go; and whose personal information was deleted since, which goes.
 */
export function erasedSince(erasures: readonly Erasure[], moment: number): ErasedThen {
  const [gone, closed] = [new Set<Subject>(), new Set<Subject>()];
  for (const { kind, state, requestedAt, subjects } of erasures) {
    if (state === 'cancelled' || kind === 'app') continue;
    const isOfThen = kind !== 'personal_information' || requestedAt.getTime() * 1000 > moment;
    for (const { subject } of isOfThen ? subjects : []) (kind === 'personal_information' ? closed : gone).add(subject);
  }
  return { gone, closed };
}
