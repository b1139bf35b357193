import { Client } from 'undici';
import type { Shot } from './job.js';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

const IDLE = 60_000;

/** One keep-alive connection that carries one request at a time. */
export const connect = (origin: string): Client =>
  new Client(origin, { pipelining: 1, keepAliveTimeout: IDLE, headersTimeout: IDLE, bodyTimeout: IDLE });

/**
 * Sends one request by undici's dispatch, the least a client can cost: it runs on the same cores as what it measures.
 * The body is joined only when `keepBody` asks for it of that status.
 */
export function exchange(
  client: Client,
  shot: Shot,
  headers: Readonly<Record<string, string>>,
  keepBody: (status: number) => boolean,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let status = 0;
    const chunks: Buffer[] = [];
    client.dispatch(
      { method: shot.method, path: shot.path, headers: shot.headers ?? headers, body: shot.body ?? null },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_controller, statusCode) => void (status = statusCode),
        onResponseData: (_controller, chunk) => void (keepBody(status) && chunks.push(chunk)),
        onResponseEnd: () => resolve({ status, body: chunks.length === 0 ? '' : Buffer.concat(chunks).toString() }),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}
