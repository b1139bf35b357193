import { percentile } from '../measure/stats.js';
import { connect, exchange } from './exchange.js';
import type { LoadJob, LoadResult, Shot } from './job.js';

/** Of this process: jobs come one after the other, and what one has sent is known. */
let numbers = 0;

const numbered = (shot: Shot): Shot => (shot.number === undefined ? shot : { ...shot, body: shot.body?.replaceAll(shot.number, String((numbers += 1))) });

/** Runs a closed loop on each connection and counts. Bad answers are counted, never retried. */
export async function load(job: LoadJob): Promise<LoadResult> {
  const clients = Array.from({ length: job.connections }, () => connect(job.origin));
  const latencies: number[] = [];
  const failures: string[] = [];
  let turn = 0;
  let accepted = 0;
  const isBad = (status: number): boolean => status !== job.expect;
  const started = performance.now();
  const deadline = started + job.seconds * 1000;

  const loop = async (client: ReturnType<typeof connect>): Promise<void> => {
    while (performance.now() < deadline) {
      const sent = performance.now();
      const shot = job.shots[turn++ % job.shots.length];
      if (shot === undefined) return;
      const { status, body } = await exchange(client, numbered(shot), job.headers, isBad);
      const now = performance.now();
      if (isBad(status)) failures.push(`${status} ${body.slice(0, 200)}`);
      else accepted += 1;
      if (!isBad(status) && now <= deadline) latencies.push(now - sent);
    }
  };

  try {
    await Promise.all(clients.map(loop));
  } finally {
    await Promise.all(clients.map((client) => client.destroy()));
  }
  return {
    answered: latencies.length,
    accepted,
    perSecond: latencies.length / job.seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    failed: failures.length,
    firstFailure: failures[0],
  };
}
