import type { Readable } from 'node:stream';
import type { AnswerBeginning } from './answer-beginning.js';
import { EgressError } from './egress-error.js';

/** Reads a body to its end, keeping nothing but its beginning where that is asked for. Raises `too_large` beyond `limit` bytes; the socket is then closed. */
export async function drain(body: Readable, limit: number, status: number, beginning?: AnswerBeginning): Promise<void> {
  let size = 0;
  for await (const chunk of body) {
    size += (chunk as Buffer).length;
    beginning?.add(chunk as Buffer);
    // Leaving the loop destroys the stream, and with it the socket.
    if (size > limit) throw new EgressError('too_large', status);
  }
}
