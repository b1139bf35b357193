import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { monotonicMilliseconds } from '../load/monotonic.js';
import type { Sent } from '../load/job.js';
import { serve } from '../stage/remote.js';

/** The webhook target's process: answers 200 at once, counts what it got and notes when each message arrived first. */
interface Envelope {
  readonly events: readonly { readonly id: string; readonly payload: { readonly message?: { readonly id: string }; readonly conversation?: { readonly id: string } } }[];
}

let seen = new Set<string>();
let arrivals: Sent[] = [];
let conversations = new Set<string>();
let repeated = 0;

function receive(text: string): void {
  const at = monotonicMilliseconds();
  for (const { id, payload } of (JSON.parse(text) as Envelope).events) {
    if (seen.has(id)) repeated += 1;
    else if (payload.message !== undefined) arrivals.push({ id: payload.message.id, at });
    seen.add(id);
    if (payload.conversation !== undefined) conversations.add(payload.conversation.id);
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    receive(Buffer.concat(chunks).toString());
    response.writeHead(200, { 'content-length': 0 }).end();
  });
});

const methods = {
  listen: async (_: null): Promise<string> => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  },
  forget: (_: null): void => {
    seen = new Set();
    arrivals = [];
    conversations = new Set();
    repeated = 0;
  },
  count: (_: null): { unique: number; repeated: number } => ({ unique: seen.size, repeated }),
  conversations: (_: null): readonly string[] => [...conversations],
  arrivals: (_: null): readonly Sent[] => arrivals,
};
export type Target = typeof methods;

serve(methods);
