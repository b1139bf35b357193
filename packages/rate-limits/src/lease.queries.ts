import type { Statement } from '@parley/persistence';

/** What one bucket gave. */
export interface LeaseRow {
  readonly granted: number;
  /** Left in the bucket, for everybody. */
  readonly tokens: number;
}

/** What the bucket holds at the moment of the asking; somebody who asked later may have been first, and then no time has passed. */
const HELD = 'least(excluded.burst, b.tokens + excluded.rate * greatest(0, extract(epoch from excluded.at - b.at)))';
const GRANTED = `least(excluded.granted, floor(${HELD}))`;

/**
 * Takes up to $4 tokens out of the bucket $1, which gains $2 a second and holds $3 at most; a new one is full. The row's lock
 * orders those who ask at once.
 */
export const LEASE: Statement = {
  name: 'lease-rate',
  text: `
    insert into rate_buckets as b (name, rate, burst, granted, tokens, at)
    select $1, $2::float8, $3::float8, least($4::float8, $3::float8), $3::float8 - least($4::float8, $3::float8), clock_timestamp()
    on conflict (name) do update set
      rate = excluded.rate, burst = excluded.burst,
      granted = ${GRANTED}, tokens = ${HELD} - ${GRANTED},
      at = greatest(b.at, excluded.at)
    returning granted, tokens`,
};
