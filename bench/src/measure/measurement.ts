import type { LoadJob } from '../load/job.js';

export type Side = 'baseline' | 'parley';

/** One thing that is measured once a round. */
export interface Measurement {
  readonly key: string;
  readonly side: Side;
  /** Whether each post must arrive at the webhook target; the next measurement waits for that. */
  readonly delivers: boolean;
  job(): Promise<LoadJob>;
}

/** CPU seconds by process. */
export type CpuSeconds = Readonly<Record<'server' | 'postgres' | 'worker', number>>;

/** What one round of one measurement gave. */
export interface Sample {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU microseconds of each process for one good answer, its delivery included. */
  readonly cpu: CpuSeconds;
  readonly failed: number;
  readonly firstFailure?: string;
  /** Posts that had not arrived at the target when sending ended, and how long they took, in seconds. */
  readonly backlog: number;
  readonly drained: number;
  /** Posts a second that were sent and had arrived, until the last had. */
  readonly through: number;
  /** Posts that never arrived (within 60 s). */
  readonly lost: number;
}
