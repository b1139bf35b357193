import { Resolver } from 'node:dns/promises';
import { monotonicClock } from '@parley/kernel';
import type { ResolvedAddress } from './resolver.js';
import { within } from './within.js';

/** Milliseconds for all servers together: a quarter of an attempt at a webhook, and what a caller of the API waits at most. */
const TIMEOUT_MS = 5000;

/** Each server is asked twice, the second time for twice as long, as far as the whole allows. */
const ASKING = { timeout: 1500, tries: 2 };

/** A resolver reads resolv.conf when it is made: after this long another one is, so that a change is seen. */
const RENEW_MS = 60_000;

/** Asks name servers by c-ares, on sockets: a silent server holds no thread and nobody else's question. */
export class NameServers {
  private resolver: Resolver;
  private madeAt: number;

  /** `servers`: `address` or `address:port`; without them, those of resolv.conf. */
  constructor(
    private readonly servers?: readonly string[],
    private readonly timeoutMs = TIMEOUT_MS,
  ) {
    this.resolver = this.make();
    this.madeAt = monotonicClock();
  }

  /**
   * The IPv4 and IPv6 addresses of a full name (search domains are not tried), IPv4 first. One family is enough:
   * not every name server answers for the other. Rejects when there is neither, after the time limit at the latest.
   */
  async addresses(name: string): Promise<ResolvedAddress[]> {
    const resolver = this.current();
    const [four, six] = await Promise.allSettled([
      within(this.timeoutMs, resolver.resolve4(name)),
      within(this.timeoutMs, resolver.resolve6(name)),
    ]);
    if (four.status === 'rejected' && six.status === 'rejected') throw four.reason;
    return [...found(four, 4), ...found(six, 6)];
  }

  /** Ends the questions that run; they reject. */
  cancel(): void {
    this.resolver.cancel();
  }

  private current(): Resolver {
    if (monotonicClock() - this.madeAt > RENEW_MS) {
      this.resolver = this.make();
      this.madeAt = monotonicClock();
    }
    return this.resolver;
  }

  private make(): Resolver {
    const resolver = new Resolver(ASKING);
    if (this.servers) resolver.setServers(this.servers);
    return resolver;
  }
}

const found = (answer: PromiseSettledResult<string[]>, family: number): ResolvedAddress[] =>
  answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : [];
