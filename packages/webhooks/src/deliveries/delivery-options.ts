/** How deliveries are attempted; the defaults of the settings follow openapi.yaml (Retry policy). */
export interface DeliveryOptions {
  /** Seconds before the second attempt, the third and so on. */
  readonly retrySeconds: readonly number[];
  /** Milliseconds one attempt may take. */
  readonly timeoutMs: number;
  /** Requests in flight at once in this worker. */
  readonly concurrency: number;
  /** Seconds a lane stays this worker's without being renewed. */
  readonly leaseSeconds: number;
  /** Seconds for which everything has failed at a webhook that is paused; 0 for none ever. */
  readonly pauseSeconds: number;
  /** Seconds from one probe of a paused webhook to the next. */
  readonly probeSeconds: number;
  /** Milliseconds between two looks at the database when nobody rings. */
  readonly pollMs: number;
}

/**
 * Seconds of a lease: what a killed worker's lanes wait for another. Held lanes are renewed long before; a worker that
 * hangs for longer loses its lanes, which costs an attempt, never an event.
 */
export const LEASE_SECONDS = 6;

/** What became of an attempt, for metrics. */
export type DeliveryResult = 'delivered' | 'retried' | 'dead' | 'lost' | 'aborted';

export interface DeliveryObserver {
  attempted(result: DeliveryResult, seconds: number): void;
  /** A webhook is paused, or works again. */
  pausing?(what: 'paused' | 'resumed'): void;
}

/** Makes of what is stored of an event what its receiver is sent: asked anew before each attempt. */
export type ShowPayload = (appId: string, payload: Record<string, unknown>) => Promise<Record<string, unknown>>;
