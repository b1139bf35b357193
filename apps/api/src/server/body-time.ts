import type { IncomingMessage } from 'node:http';
import type { Logger, Settings } from '@parley/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerClientErrors } from './client-error.js';

/** The slowest upload that is waited for, in bytes a second; over each `requestSeconds`, so that a gap does no harm. */
const SLOWEST = 8_000;
/** How long a caller who was cut off has to read why. */
const LINGER_MS = 2_000;

/** Bodies that are on their way. */
const watches = new WeakMap<IncomingMessage, BodyWatch>();

export const hasBody = ({ headers }: FastifyRequest): boolean => headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Cuts off whose body has not come within `requestSeconds`: 408, and the connection is closed. */
export function addBodyTime(fastify: FastifyInstance, settings: Settings, logger: Logger): void {
  const answer = answerClientErrors(logger);
  fastify.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    if (hasBody(request)) watches.set(raw, new BodyWatch(raw, settings, () => cutOff(raw, reply.raw.headersSent, answer)));
    done();
  });
}

/**
 * Waits longer for the file that this request brings: `uploadSeconds`, while so much comes in every `requestSeconds`. For callers who are known: nobody else
 * holds a connection for so long.
 */
export const waitForUpload = ({ raw }: FastifyRequest): void => watches.get(raw)?.waitForUpload();

/** The body of one request. */
class BodyWatch {
  private readonly began = performance.now();
  private isUpload = false;
  private before: number;
  private timer: NodeJS.Timeout;

  constructor(
    private readonly raw: IncomingMessage,
    private readonly settings: Settings,
    private readonly cutOff: () => void,
  ) {
    this.before = raw.socket.bytesRead;
    this.timer = this.look(settings.requestSeconds * 1000);
    raw.once('close', () => clearTimeout(this.timer));
  }

  waitForUpload(): void {
    this.isUpload = true;
  }

  private look(afterMs: number): NodeJS.Timeout {
    return setTimeout(() => this.judge(), afterMs).unref();
  }

  private judge(): void {
    const { raw, settings: { requestSeconds, uploadSeconds } } = this;
    // All of it is here, and waits for us.
    if (raw.complete || raw.destroyed) return;
    const left = uploadSeconds * 1000 - (performance.now() - this.began);
    const read = raw.socket.bytesRead;
    if (!this.isUpload || left <= 0 || read - this.before < SLOWEST * requestSeconds) return this.cutOff();
    this.before = read;
    this.timer = this.look(Math.min(requestSeconds * 1000, left));
  }
}

function cutOff({ socket }: IncomingMessage, answered: boolean, answer: ReturnType<typeof answerClientErrors>): void {
  if (answered) return void socket.destroy();
  answer(Object.assign(new Error('A body took too long to arrive'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
