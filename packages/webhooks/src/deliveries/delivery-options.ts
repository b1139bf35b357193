/** How deliveries are attempted; the defaults of the settings follow openapi.yaml (Retry policy). */
export interface DeliveryOptions {
  /** Seconds before the second attempt, the third and so on. */
  readonly retrySeconds: readonly number[];
  /** Milliseconds one attempt may take. */
  readonly timeoutMs: number;
  /** Requests in flight at once in this worker. */
  readonly concurrency: number;
  /** Seconds a lane stays this worker's after it was claimed or last used; longer than an attempt. */
  readonly leaseSeconds: number;
  /** Milliseconds between two looks at the database when nobody rings. */
  readonly pollMs: number;
}

/** The shortest safe lease: an attempt, and time to write down what came of it. */
export const leaseFor = (timeoutMs: number): number => Math.max(60, Math.ceil((timeoutMs * 2) / 1000) + 20);

/** What became of an attempt, for metrics. */
export type DeliveryResult = 'delivered' | 'retried' | 'dead' | 'lost' | 'aborted';

export interface DeliveryObserver {
  attempted(result: DeliveryResult, seconds: number): void;
}
