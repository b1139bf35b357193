import type { AnswerBeginning } from './answer-beginning.js';
import { EgressError } from './egress-error.js';

/** A body of at most `limit` bytes. Raises `too_large` beyond; the socket is then closed. */
export async function* bounded(body: AsyncIterable<Buffer>, limit: number, status: number): AsyncIterable<Buffer> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop destroys the stream, and with it the socket.
    if (size > limit) throw new EgressError('too_large', status);
    yield chunk;
  }
}

/** Reads a body to its end, keeping nothing but its beginning where that is asked for. Raises `too_large` beyond `limit` bytes; the socket is then closed. */
export async function drain(body: AsyncIterable<Buffer>, limit: number, status: number, beginning?: AnswerBeginning): Promise<void> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    beginning?.add(chunk);
    if (size > limit) throw new EgressError('too_large', status);
  }
}
