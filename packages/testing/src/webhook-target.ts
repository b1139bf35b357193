import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { envelopeFaults } from './conformance/conformance.js';

/** One request as it arrived. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON, or the text when it is none. */
  readonly body: unknown;
  /** `performance.now()` of the last byte. */
  readonly at: number;
}

/** What the target answers: a status (200 when left out), after a while, or nothing but a closed connection. */
export type Answer = number | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string; readonly delayMs?: number; readonly hangUp?: boolean };

/** A webhook's receiver on loopback. */
export interface WebhookTarget {
  readonly url: string;
  /** Everything received so far, in order of arrival. */
  readonly received: readonly ReceivedRequest[];
  /** Resolves with all that was received once `condition` is true of it; rejects after `timeoutMs` (25 s: longer than a delivery takes whose first attempt failed, shorter than a test may). */
  until(condition: (received: readonly ReceivedRequest[]) => boolean, timeoutMs?: number): Promise<readonly ReceivedRequest[]>;
  /** Rejects when an event that came breaks the documents (`envelopeFaults`), unless what is sent is made up. */
  close(): Promise<void>;
}

export interface TargetOptions {
  /** The spec writes events of its own that are none of the contract's: they are not held to it. */
  readonly madeUp?: boolean;
}

/** Starts a real HTTP server. `answer` sees each request and its number (0, 1, …), and may take its time; without it all are answered 200. */
export async function webhookTarget(answer: (request: ReceivedRequest, index: number) => Answer | Promise<Answer> = () => 200, { madeUp = false }: TargetOptions = {}): Promise<WebhookTarget> {
  const received: ReceivedRequest[] = [];
  const watchers = new Set<() => void>();
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const entry = { path: request.url ?? '/', headers: request.headers, body: await readBody(request), at: performance.now() };
    const index = received.push(entry) - 1;
    const answered = answer(entry, index);
    for (const watcher of watchers) watcher();
    reply(response, await answered);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    until: (condition, timeoutMs = 25_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(check);
          reject(new Error(`Waited ${timeoutMs} ms in vain; ${received.length} requests came`));
        }, timeoutMs);
        const check = (): void => {
          if (!condition(received)) return;
          clearTimeout(timer);
          watchers.delete(check);
          resolve(received);
        };
        watchers.add(check);
        check();
      }),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      const faults = madeUp ? [] : faultsOf(received);
      if (faults.length > 0) throw new Error(`Events break the OpenAPI documents:\n${faults.join('\n')}`);
    },
  };
}

/** What the deliveries among the requests break; others are not ours to judge. */
const faultsOf = (received: readonly ReceivedRequest[]): string[] => [
  ...new Set(received.filter(({ headers, body }) => headers['x-api-key'] !== undefined && typeof body === 'object').flatMap(({ body }) => envelopeFaults(body))),
];

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function reply(response: ServerResponse, answer: Answer): void {
  const { status = 200, headers = {}, body, delayMs = 0, hangUp = false } = typeof answer === 'number' ? { status: answer } : answer;
  if (hangUp) response.destroy();
  else setTimeout(() => response.writeHead(status, headers).end(body), delayMs).unref();
}
