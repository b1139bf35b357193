import { answerFaults, envelopeFaults, type Exchange } from '@parley/testing';

/** Collects what answers and requests to webhooks break of our own document, and of the reference where it is there (in CI always). */
export class Conformance {
  readonly faults = new Set<string>();
  private count = 0;
  private latest: unknown;

  /** How many answers and events it has seen. */
  get seen(): number {
    return this.count;
  }

  /** The last answer as it came; the client's own classes leave out what they don't know. */
  lastBody<T>(): T {
    return this.latest as T;
  }

  readonly exchange = (exchange: Exchange): void => {
    this.latest = exchange.body;
    this.note(answerFaults(exchange));
  };

  /** The body of a request to a webhook: the envelope with its events. */
  envelope(body: unknown): void {
    this.note(envelopeFaults(body));
  }

  private note(faults: readonly string[]): void {
    this.count += 1;
    for (const fault of faults) this.faults.add(fault);
  }
}
