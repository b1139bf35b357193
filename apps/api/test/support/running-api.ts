import 'reflect-metadata';
import { CHANNEL_NAMES } from '@parley/integrations';
import { createLogger, loadSettings, type Registry, type Settings } from '@parley/kernel';
import { createRegistry } from '@parley/kernel/metrics';
import { createAccount, createKey, createTestDatabase, testKeySettings, testKeyStoreDirectory, type TestDatabase, type TestKey } from '@parley/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { SessionOptions } from '@parley/persistence';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { createApp } from '../../src/server/create-app.js';

/** A listening API on a database of its own, and an account that may use it. */
export interface RunningApi {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly database: TestDatabase;
  readonly registry: Registry;
  readonly accountId: string;
  readonly accountKey: TestKey;
  close(): Promise<void>;
}

/** All specs come from one address, and some have much refused. Files go where the run's keys lie. No spec asks a vendor: what takes its place is given by who wants one. */
const forSpecs = () => ({ logLevel: 'silent' as const, databasePoolSize: 4, refusalLimit: 0, attachmentStore: join(dirname(testKeyStoreDirectory()), 'attachments'), channelUrls: CHANNEL_NAMES.map((name) => ({ name, place: 'http://127.0.0.1:9' })) });

/** Starts the API as main.ts does, on a free port. A second one on the same database stands for a second process: it shares no memory of keys. */
export async function startApi(changes: Partial<Settings> = {}, shared?: TestDatabase, session?: SessionOptions, log?: { write(line: string): void }): Promise<RunningApi> {
  const database = shared ?? (await createTestDatabase());
  const settings = { ...loadSettings({ DATABASE_URL: database.url, ...testKeySettings() }), ...forSpecs(), ...changes };
  const registry = createRegistry('api');
  const app = await createApp(settings, createLogger('api', settings.logLevel, log), registry, session);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const { id: accountId } = await createAccount(database);
  return {
    app,
    url: `${settings.tlsCert === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    database,
    registry,
    accountId,
    accountKey: await createKey(database, { accountId }),
    close: async () => {
      await app.close();
      if (shared === undefined) await database.close();
    },
  };
}
