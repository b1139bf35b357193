import { Inject, Injectable } from '@nestjs/common';
import { AppError, LOGGER, SETTINGS, type AppId, type Logger, type Settings } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { limitPerSecond, RateLimiter, WINDOW_SECONDS, type Bucket, type RateLimit } from '@parley/rate-limits';
import type { FastifyReply } from 'fastify';

/** Refusals end with the next token, which comes within a second at any limit. */
const RETRY_AFTER_SECONDS = 1;
/** A database that is away would be told of with every request. */
const COMPLAIN_EVERY_MS = 10_000;

/**
 * Limits how often each key, each app and each integration of a channel is used, by all API processes together, and says in headers what is left
 * (draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy`, `RateLimit`; RFC 9110 §10.2.3: `Retry-After`).
 */
@Injectable()
export class RequestLimits {
  private readonly limiter: RateLimiter;
  private readonly limits: { readonly key?: RateLimit; readonly app?: RateLimit; readonly channel?: RateLimit };
  private complainedAt = -Infinity;

  constructor(database: Database, @Inject(SETTINGS) settings: Settings, @Inject(LOGGER) private readonly logger: Logger) {
    this.limiter = new RateLimiter(database, (error) => this.complain(error));
    this.limits = { key: limitPerSecond(settings.keyRateLimit), app: limitPerSecond(settings.appRateLimit), channel: limitPerSecond(settings.channelRateLimit) };
  }

  /** Counts a request with this key. Raises too_many_requests. */
  async countForKey(keyId: string, reply: FastifyReply): Promise<void> {
    if (this.limits.key !== undefined) await this.count({ policy: 'key', name: keyId, limit: this.limits.key }, reply);
  }

  /** Counts a request to this app, of somebody who may use it. Raises too_many_requests. */
  async countForApp(appId: AppId, reply: FastifyReply): Promise<void> {
    if (this.limits.app !== undefined) await this.count({ policy: 'app', name: appId, limit: this.limits.app }, reply);
  }

  /** Counts a callback of an integration's vendor; false where there are too many. */
  async admitsCallback(integrationId: string): Promise<boolean> {
    const { channel: limit } = this.limits;
    return limit === undefined || this.limiter.admit({ policy: 'channel', name: integrationId, limit });
  }

  private async count(bucket: Bucket, reply: FastifyReply): Promise<void> {
    const admitted = await this.limiter.admit(bucket);
    const { policy, limit: { quota, rate, burst } } = bucket;
    const available = admitted ? this.limiter.available(bucket) : 0;
    append(reply, 'ratelimit-policy', `"${policy}";q=${quota};w=${WINDOW_SECONDS}`);
    append(reply, 'ratelimit', `"${policy}";r=${available};t=${Math.max(1, Math.ceil((burst - available) / rate))}`);
    if (admitted) return;
    reply.header('retry-after', RETRY_AFTER_SECONDS);
    throw new AppError('too_many_requests', `Too many requests with this ${policy}: at most ${quota} in ${WINDOW_SECONDS} seconds`);
  }

  private complain(error: unknown): void {
    if (performance.now() - this.complainedAt < COMPLAIN_EVERY_MS) return;
    this.complainedAt = performance.now();
    this.logger.warn({ err: error }, 'rates are not limited: the database does not answer');
  }
}

/** A request is under several policies; each is an item of the list (RFC 9651 §3.1). */
function append(reply: FastifyReply, name: string, item: string): void {
  const before = reply.getHeader(name);
  reply.header(name, before === undefined ? item : `${String(before)}, ${item}`);
}
