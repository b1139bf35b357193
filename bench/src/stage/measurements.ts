import type { LoadJob, Shot } from '../load/job.js';
import type { Measurement, Side } from '../measure/measurement.js';
import { baselinePosts } from './baseline.js';
import type { Space } from './space.js';
import type { Subject } from './subject.js';

export const POST_CONNECTIONS = [1, 16, 64] as const;
const PAGE_CONNECTIONS = 16;

/** The servers, and the places in them that are posted to and read. */
export interface Measured {
  readonly baseline: Subject;
  readonly parley: Subject;
  /** Its messages are delivered to the target. */
  readonly hooked: Space;
  /** No webhook. */
  readonly plain: Space;
  /** Posts that go to another app each time. No webhook. */
  readonly many: readonly Shot[];
  readonly baselinePage: Shot;
  readonly parleyPage: Shot;
}

/** What is measured in each round: groups of what is compared, so that its parts run right after each other. */
export function measurements(on: Measured, seconds: number): Measurement[][] {
  const job = (side: Side, headers: LoadJob['headers'], connections: number, shots: readonly Shot[]): LoadJob => ({
    origin: on[side].origin, headers, connections, seconds, shots, expect: shots[0]?.method === 'GET' ? 200 : 201,
  });
  const bodies = on.hooked.posts.flatMap(({ body }) => body ?? []);
  const { headers } = on.baseline;
  const posts = POST_CONNECTIONS.map((connections): Measurement[] => [
    measure(`post-${connections}`, 'baseline', false, job('baseline', headers, connections, baselinePosts(bodies))),
    measure(`post-${connections}`, 'parley', true, job('parley', on.hooked.headers, connections, on.hooked.posts)),
    measure(`post-plain-${connections}`, 'parley', false, job('parley', on.plain.headers, connections, on.plain.posts)),
  ]);
  const pages: Measurement[] = [
    measure('page', 'baseline', false, job('baseline', headers, PAGE_CONNECTIONS, [on.baselinePage])),
    measure('page', 'parley', false, job('parley', on.plain.headers, PAGE_CONNECTIONS, [on.parleyPage])),
  ];
  const many = measure('post-apps', 'parley', false, job('parley', {}, PAGE_CONNECTIONS, on.many));
  const single: Measurement = {
    key: 'post-single', side: 'parley', delivers: false,
    job: async () => job('parley', on.plain.headers, PAGE_CONNECTIONS, [await on.plain.newConversation()]),
  };
  return [...posts, pages, [many], [single]];
}

const measure = (key: string, side: Side, delivers: boolean, job: LoadJob): Measurement => ({
  key, side, delivers, job: () => Promise.resolve(job),
});
