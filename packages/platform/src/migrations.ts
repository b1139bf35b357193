import { Accounts1764000001000, AppsPages1764000010000, ServiceAccounts1764000026100 } from '@parley/accounts/migrations';
import { Attachments1764000029000, UnusedAttachments1764000032100 } from '@parley/attachments/migrations';
import { Audit1764000018000 } from '@parley/audit-log/migrations';
import { ApiKeys1764000003000, NoPlainKeySecrets1764000019000, SealedKeySecrets1764000017000, ServiceAccountKeys1764000026110 } from '@parley/auth/migrations';
import { BackupChains1764000036000, Backups1764000035000, BackupStamps1764000038000, GivenRuns1764000037000 } from '@parley/backup/migrations';
import {
  ChannelMessages1764000044000, LinkRequests1764000051000, Clients1764000031000, ClientsOfUser1764000031010, Conversations1764000005000, ConversationsRetained1764000032010, HiddenRows1764000020500, MembersVersion1764000008000, NamesOfClients1764000052000, NoPlainConversations1764000019100, RetainedFrom1764000032000,
  SealedConversations1764000014000, Switchboards1764000030000,
} from '@parley/conversations/migrations';
import { DataKeys1764000013100, DestroyedKeys1764000022000, RootKeyRotation1764000024000, RootKeys1764000013000, TenantKeyRotation1764000025000 } from '@parley/crypto-at-rest/migrations';
import { Erasures1764000023000, HinderedErasures1764000033400, UntriedErasures1764000033300 } from '@parley/erasure/migrations';
import { ChannelInbox1764000040000, ChannelOutbox1764000041000, ChannelIntegrations1764000026000, Mailboxes1764000047000, IntegrationFaults1764000049000, Integrations1764000004000, IntegrationsInError1764000049010, IntegrationsOfType1764000026010, HiddenEvents1764000054000, HiddenEventsFound1764000054010 } from '@parley/integrations/migrations';
import { LegalHolds1764000021000 } from '@parley/legal-hold/migrations';
import { AnswersOfOneApp1764000011000, Outbox1764000002000, SealedEvents1764000015000, WithheldEvents1764000030100 } from '@parley/persistence/migrations';
import type { Migration } from '@parley/persistence';
import { RateBuckets1764000028000 } from '@parley/rate-limits/migrations';
import {
  AnswersBySecondSubject1764000033100, AnswersOfMany1764000033200, AnswersOfSeveral1764000033000, DeletedWebhooks1764000012000, FailingWebhooks1764000027100, SealedDeliveries1764000016000, WebhookLog1764000027000, Webhooks1764000006000,
} from '@parley/webhooks/migrations';
import { WorkerHeartbeats1764000007000 } from './migrations/1764000007000-worker-heartbeats.js';
import { SealedEndpoints1764000020000 } from './migrations/1764000020000-sealed-endpoints.js';
import { NoPlainEndpoints1764000020100 } from './migrations/1764000020100-no-plain-endpoints.js';

export { readBaseline } from './migrations/baseline.js';

/** Every migration of the product, in the order in which they run in an empty database. */
export const MIGRATIONS = [
  Accounts1764000001000,
  Outbox1764000002000,
  ApiKeys1764000003000,
  Integrations1764000004000,
  Conversations1764000005000,
  Webhooks1764000006000,
  WorkerHeartbeats1764000007000,
  MembersVersion1764000008000,
  AppsPages1764000010000,
  AnswersOfOneApp1764000011000,
  DeletedWebhooks1764000012000,
  RootKeys1764000013000,
  DataKeys1764000013100,
  SealedConversations1764000014000,
  SealedEvents1764000015000,
  SealedDeliveries1764000016000,
  SealedKeySecrets1764000017000,
  Audit1764000018000,
  NoPlainKeySecrets1764000019000,
  NoPlainConversations1764000019100,
  SealedEndpoints1764000020000,
  NoPlainEndpoints1764000020100,
  HiddenRows1764000020500,
  LegalHolds1764000021000,
  DestroyedKeys1764000022000,
  Erasures1764000023000,
  RootKeyRotation1764000024000,
  TenantKeyRotation1764000025000,
  ChannelIntegrations1764000026000,
  IntegrationsOfType1764000026010,
  ServiceAccounts1764000026100,
  ServiceAccountKeys1764000026110,
  WebhookLog1764000027000,
  FailingWebhooks1764000027100,
  RateBuckets1764000028000,
  Attachments1764000029000,
  Switchboards1764000030000,
  WithheldEvents1764000030100,
  Clients1764000031000,
  ClientsOfUser1764000031010,
  RetainedFrom1764000032000,
  ConversationsRetained1764000032010,
  UnusedAttachments1764000032100,
  AnswersOfSeveral1764000033000,
  AnswersBySecondSubject1764000033100,
  AnswersOfMany1764000033200,
  UntriedErasures1764000033300,
  HinderedErasures1764000033400,
  Backups1764000035000,
  BackupChains1764000036000,
  GivenRuns1764000037000,
  BackupStamps1764000038000,
  ChannelInbox1764000040000,
  ChannelOutbox1764000041000,
  ChannelMessages1764000044000,
  Mailboxes1764000047000,
  IntegrationFaults1764000049000,
  IntegrationsInError1764000049010,
  LinkRequests1764000051000,
  NamesOfClients1764000052000,
  HiddenEvents1764000054000,
  HiddenEventsFound1764000054010,
] as const;

/** Those that take plain values away: before them all others run, and the values are sealed (docs/decisions/0065). */
export const AFTER_SEALING: readonly string[] = [
  NoPlainKeySecrets1764000019000.name, NoPlainConversations1764000019100.name, NoPlainEndpoints1764000020100.name,
];

/** The migrations that had run where `newest` was the newest: each bears its time at its name's end. Nothing where this version does not know it. */
export function migrationsUntil(newest: string): Migration[] | undefined {
  const time = (name: string): number => Number(name.slice(-13));
  return MIGRATIONS.some(({ name }) => name === newest) ? MIGRATIONS.filter(({ name }) => time(name) <= time(newest)) : undefined;
}
