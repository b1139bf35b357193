export { purgeRateBuckets } from './purge-rate-buckets.js';
export { limitPerSecond, type RateLimit, WINDOW_SECONDS } from './rate-limit.js';
export { type Bucket, RateLimiter } from './rate-limiter.js';
