/** One request that is sent over and over. */
export interface Shot {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  /** Instead of the job's. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where this stands in the body comes a number that no other request has: a vendor's events are known again by it. */
  readonly number?: string;
}

/** Closed loop: each connection sends its next request when the last answer is complete. */
export interface LoadJob {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  /** How long to send, in seconds. Requests in flight at the end are awaited, not counted. */
  readonly seconds: number;
  /** Taken in turn, over all connections. */
  readonly shots: readonly Shot[];
  readonly expect: number;
}

export interface LoadResult {
  /** Good answers within the time. */
  readonly answered: number;
  /** All good answers, also those that came after the time was up. */
  readonly accepted: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
  /** Status and beginning of the first bad answer. */
  readonly firstFailure?: string;
}

/** Sends at a fixed pace, whatever the answers do, and notes when each was sent. */
export interface PacedJob extends Omit<LoadJob, 'seconds'> {
  readonly count: number;
  readonly everyMilliseconds: number;
}

/** A message and when its request was sent: milliseconds of the machine's monotonic clock. */
export interface Sent {
  readonly id: string;
  readonly at: number;
}
