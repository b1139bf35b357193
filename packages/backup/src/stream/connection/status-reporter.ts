import type { Lsn } from '../lsn.js';
import { encodeStatus } from './wire.js';

/**
 * Tells the server how far the stream came, from a timer of its own, so that it goes on while nothing is read. What is
 * durable is told once and only by `confirm`; every other status says nothing of it. So the slot stands where a segment
 * ends and nowhere else, and a server that is being stopped waits for what it sent, not for what we keep (ADR 0111).
 */
export class StatusReporter {
  private lastHeard = performance.now();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly send: (bytes: Buffer) => void,
    private received: Lsn,
    everyMs: number,
  ) {
    this.timer = setInterval(() => this.tell(true), everyMs);
  }

  /** Something came, as far as `at`. */
  heard(at: Lsn): void {
    this.lastHeard = performance.now();
    if (at > this.received) this.received = at;
  }

  /** Milliseconds in which nothing came. */
  get silence(): number {
    return performance.now() - this.lastHeard;
  }

  /** Nothing was read, so nothing could come. */
  excuse(): void {
    this.lastHeard = performance.now();
  }

  tell(wantsAnswer = false): void {
    this.send(encodeStatus({ received: this.received, wantsAnswer }));
  }

  confirm(durable: Lsn): void {
    this.send(encodeStatus({ received: this.received, durable, wantsAnswer: false }));
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
