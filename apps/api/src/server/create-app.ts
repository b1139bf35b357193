import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Keyring } from '@parley/crypto-at-rest';
import type { Logger, Registry, Settings } from '@parley/kernel';
import type { SessionOptions } from '@parley/persistence';
import { NestLogger, watchCryptoFaults } from '@parley/platform';
import { ApiModule } from '../api.module.js';
import { addMultipart } from '../attachments/multipart.js';
import { addCallbacks } from '../channels/callbacks.route.js';
import { addHttpMetrics } from '../metrics/http-metrics.js';
import { addRequestLog } from '../metrics/request-log.js';
import { serveDocument } from '../openapi/serve.js';
import { createAdapter } from './adapter.js';
import { addBodyParser } from './body-parser.js';
import { addBodyTime } from './body-time.js';
import { answerOptions } from './options.js';
import { addRequestHooks } from './request-hooks.js';

/** Builds the application, ready to listen. Waits for the database; rejects when it cannot be used. */
export async function createApp(settings: Settings, logger: Logger, registry: Registry, session?: SessionOptions): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRoot(settings, logger, session), createAdapter(settings, logger), {
    abortOnError: false,
    bodyParser: false,
    logger: new NestLogger(logger),
  });
  watchCryptoFaults(app.get(Keyring), registry, logger);
  const fastify = app.getHttpAdapter().getInstance();
  addRequestHooks(fastify, settings);
  addBodyTime(fastify, settings, logger);
  addBodyParser(fastify);
  answerOptions(fastify);
  addMultipart(fastify);
  addHttpMetrics(fastify, registry);
  addRequestLog(fastify, logger);
  addCallbacks(app, settings);
  serveDocument(app);
  await app.init();
  return app;
}
