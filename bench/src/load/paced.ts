import { setTimeout as delay } from 'node:timers/promises';
import { connect, exchange } from './exchange.js';
import type { PacedJob, Sent } from './job.js';
import { monotonicMilliseconds } from './monotonic.js';

/** Sends at a fixed pace. Rejects on the first bad answer: a latency without its message means nothing. */
export async function paced(job: PacedJob): Promise<Sent[]> {
  const clients = Array.from({ length: job.connections }, () => connect(job.origin));
  const started = performance.now();
  const sent: Promise<Sent>[] = [];
  try {
    for (let turn = 0; turn < job.count; turn++) {
      const wait = started + turn * job.everyMilliseconds - performance.now();
      if (wait > 0) await delay(wait);
      const client = clients[turn % clients.length];
      const shot = job.shots[turn % job.shots.length];
      if (client === undefined || shot === undefined) break;
      sent.push(post(client, shot, job));
    }
    return await Promise.all(sent);
  } finally {
    await Promise.allSettled(sent);
    await Promise.all(clients.map((client) => client.destroy()));
  }
}

async function post(client: ReturnType<typeof connect>, shot: PacedJob['shots'][number], job: PacedJob): Promise<Sent> {
  const at = monotonicMilliseconds();
  const { status, body } = await exchange(client, shot, job.headers, () => true);
  if (status !== job.expect) throw new Error(`a post was answered with ${status} ${body.slice(0, 200)}`);
  const { messages } = JSON.parse(body) as { messages: { id: string }[] };
  return { id: messages[0]?.id ?? '', at };
}
