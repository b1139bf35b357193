import type { AuthenticatedRequest } from '@parley/auth';
import type { Principal, RequestContext } from '@parley/kernel';
import type { FastifyRequest } from 'fastify';

/** A request after the guards: passport's `user`, and the context that use cases receive. */
export type ApiRequest = FastifyRequest & AuthenticatedRequest & {
  user: Principal;
  /** Set on routes with `:appId`. */
  context?: RequestContext;
  /** The body as received; only kept when an `Idempotency-Key` came with it. */
  rawBody?: Buffer;
};
