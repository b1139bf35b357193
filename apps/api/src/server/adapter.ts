import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Logger, Settings } from '@parley/kernel';
import { sendError } from '../http/send-error.js';
import { withoutPrefix } from './sc-prefix.js';
import { answerClientErrors } from './client-error.js';
import { plainHeaders } from './request-hooks.js';
import { requestId } from './request-id.js';
import { tlsOptions, type CertificateFiles } from './tls-options.js';

/** openapi.yaml, Errors: bodies of at most 100 kB. */
export const BODY_LIMIT = 102_400;

/** Who dribbles is cut off: headers within 10 s, looked at every 2 s; bodies by body-time.ts, behind which Node's own limit stands for all requests alike. */
const TIMES = { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 };
/** Node's limit comes later than ours, and no sooner than that of headers, which it must not undercut. */
const BEHIND_MS = 30_000;
/** Longer than the idle times of common load balancers (60 s), so that it is the balancer that closes first. */
const KEEP_ALIVE_MS = 72_000;
/** An external id may have 1024 characters, each up to twelve bytes when it is percent-encoded. */
const MAX_PARAM_LENGTH = 12_288;

/** Where the certificate and its key lie; nothing unless both are set, and then the API speaks plain HTTP. */
export const certificateFiles = ({ tlsCert, tlsKey }: Settings): CertificateFiles | undefined =>
  tlsCert === undefined || tlsKey === undefined ? undefined : { cert: tlsCert, key: tlsKey };

/** Fastify, as the API's listener needs it: bounded in size and time, with errors in the API's shape from the first byte on. */
export function createAdapter(settings: Settings, logger: Logger): FastifyAdapter {
  const files = certificateFiles(settings);
  const requestTimeout = Math.max(settings.requestSeconds, settings.uploadSeconds) * 1000 + BEHIND_MS;
  // Node would answer a request without Host by itself, without a body; request-hooks.ts refuses it in the API's shape.
  const server = { ...TIMES, requestTimeout, requireHostHeader: false };
  const options = {
    logger: false as const,
    bodyLimit: BODY_LIMIT,
    requestTimeout,
    keepAliveTimeout: KEEP_ALIVE_MS,
    trustProxy: settings.trustedProxies.length > 0 ? settings.trustedProxies : false,
    genReqId: requestId,
    requestIdHeader: false as const,
    // While draining, requests on open connections are still served, and told to close.
    return503OnClosing: false,
    rewriteUrl: withoutPrefix,
    skipMiddie: true,
    multipart: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    clientErrorHandler: answerClientErrors(logger),
    frameworkErrors: (error: Error, request: { id: string }, reply: Parameters<typeof sendError>[2]) => {
      reply.headers(plainHeaders(request.id));
      sendError(error, request.id, reply, logger);
    },
  };
  const listener = files === undefined ? { http: server } : { https: { ...server, ...tlsOptions(files) } };
  // The adapter's type knows plain servers only.
  return new FastifyAdapter({ ...options, ...listener } as ConstructorParameters<typeof FastifyAdapter>[0]) as FastifyAdapter;
}
