import { NestFactory } from '@nestjs/core';
import { MediaUrls, showPayload } from '@parley/attachments';
import { KEY_STORE, KeyDestroyer, Keyring, ROOT_KEYS, type KeyStore, type RootKeySource } from '@parley/crypto-at-rest';
import { GuardedClient } from '@parley/egress';
import { asAppId, type Logger, type Registry, type Settings } from '@parley/kernel';
import { FILE_STORE, type FileStore } from '@parley/object-store';
import { Database } from '@parley/persistence';
import { NestLogger, watchCryptoFaults } from '@parley/platform';
import { DeliveryWorker, LEASE_SECONDS } from '@parley/webhooks';
import { auditSequencing, auditSigner } from './audit-sequencing.js';
import { channelMetrics } from './channels/channel-metrics.js';
import { ChannelWatch } from './channels/channel-watch.js';
import { channelInbox } from './channels/inbox.js';
import { channelMailboxes } from './channels/mailboxes.js';
import { channelOutbox } from './channels/outbox.js';
import { deliveryMetrics } from './delivery-metrics.js';
import { erasing } from './erasing/erasing.js';
import { Heartbeat } from './heartbeat.js';
import { jobMetrics } from './jobs/job-metrics.js';
import { JobRunner } from './jobs/job-runner.js';
import { OutboxListener } from './outbox-listener.js';
import { workerHealth, type WorkerHealth } from './worker-health.js';
import { WorkerModule } from './worker.module.js';

/** How often a worker looks by itself, should a wake-up be lost. */
const POLL_MS = 1000;

/** A worker at work. */
export interface RunningWorker {
  /** Takes nothing more, lets what runs end for `shutdownSeconds` at most, gives every lease back. */
  stop(): Promise<void>;
  health(): WorkerHealth;
}

/** Starts the worker's parts. Waits for the database; rejects when it cannot be used. */
export async function createWorker(settings: Settings, logger: Logger, registry: Registry): Promise<RunningWorker> {
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(settings, logger), { abortOnError: false, logger: new NestLogger(logger) });
  const [db, keyring, mediaUrls] = [app.get(Database), app.get(Keyring), app.get(MediaUrls)];
  watchCryptoFaults(keyring, registry, logger);
  const { databaseUrl = '', backupDatabaseUrl: databaseOfBackups } = settings;
  const deliveries = new DeliveryWorker({
    db,
    keyring,
    client: app.get(GuardedClient),
    logger,
    options: {
      retrySeconds: settings.webhookRetrySeconds,
      timeoutMs: settings.webhookTimeoutSeconds * 1000,
      concurrency: settings.webhookConcurrency,
      leaseSeconds: LEASE_SECONDS,
      pollMs: POLL_MS,
      pauseSeconds: settings.webhookPauseSeconds,
      probeSeconds: settings.webhookProbeSeconds,
    },
    observer: deliveryMetrics(registry, db),
    show: (appId, payload) => showPayload(mediaUrls, db.app(asAppId(appId)), asAppId(appId), payload),
  });
  const inbox = channelInbox(app, settings, logger, registry, { pollMs: POLL_MS, onApplied: () => deliveries.wake() });
  const mailboxes = channelMailboxes(app, logger, registry, { pollMs: POLL_MS, onTaken: () => inbox.wake() });
  const outbox = channelOutbox(app, settings, logger, registry, { pollMs: POLL_MS, onTold: () => deliveries.wake() });
  const channels = new ChannelWatch(db, settings.channelBehindSeconds);
  channelMetrics(registry, channels);
  const wake = (): void => {
    deliveries.wake();
    inbox.wake();
    outbox.wake();
  };
  const listener = new OutboxListener(databaseUrl, wake, logger);
  const heartbeat = new Heartbeat(db, logger);
  const kept = { attempts: settings.webhookLogSeconds, deadDeliveries: settings.webhookDeadSeconds };
  const jobs = new JobRunner(databaseUrl, { db: db.patient(), files: app.get<FileStore>(FILE_STORE), kept, observer: jobMetrics(registry, db) }, logger);
  const signer = await auditSigner(settings, db, logger);
  const audit = auditSequencing(settings, signer, db, logger, registry);
  const erasures = erasing({ db, keyring, destroyer: app.get(KeyDestroyer), store: app.get<KeyStore>(KEY_STORE) }, signer, logger, registry);
  // Where backups never were on, nothing of them is loaded (ADR 0058).
  const backup = databaseOfBackups === undefined ? undefined : await (await import('./backups/backups.js')).backups(settings, {
    db: db.patient(), keyring, logger, signer, roots: app.get<RootKeySource>(ROOT_KEYS), secrets: app.get<KeyStore>(KEY_STORE), files: app.get<FileStore>(FILE_STORE),
  }, logger, registry);
  for (const part of [heartbeat, deliveries, inbox, outbox, mailboxes, channels, listener, jobs, audit, erasures, ...(backup ? [backup] : [])]) part.start();
  return {
    health: () => workerHealth({ backups: backup, channels }),
    stop: async () => {
      await Promise.all([listener.stop(), inbox.stop(), outbox.stop(), mailboxes.stop(), channels.stop(), jobs.stop(), audit.stop(), erasures.stop(), backup?.stop(), deliveries.stop(settings.shutdownSeconds * 1000)]);
      await heartbeat.stop();
      await app.close();
    },
  };
}
