import { isIP } from 'node:net';
import type { AddressPolicy } from './address-policy.js';
import { EgressError } from './egress-error.js';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Every address of a host name. Rejects, for whatever reason, when there is none; ends in bounded time. */
export type ResolveName = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** Resolves names to addresses that may be connected to. */
export class CheckedResolver {
  private readonly running = new Map<string, Promise<readonly ResolvedAddress[]>>();

  constructor(
    private readonly policy: AddressPolicy,
    private readonly resolveName: ResolveName,
  ) {}

  /**
   * The addresses of a host name or of an address literal (IPv6 in brackets or not).
   * Raises `refused_address` when only one of them is refused: a name that answers with a private address beside a
   * public one is no mistake worth repairing. Raises `name_not_resolved`.
   */
  async resolve(hostname: string): Promise<readonly ResolvedAddress[]> {
    const host = hostname.replace(/^\[|\]$/g, '');
    const family = isIP(host);
    const addresses = family === 0 ? await this.shared(host) : [{ address: host, family }];
    if (addresses.length === 0) throw new EgressError('name_not_resolved');
    if (!addresses.every(({ address }) => this.policy.permits(address))) throw new EgressError('refused_address');
    return addresses;
  }

  /** One question at a time for each name: many conversations wait for the same target. */
  private shared(hostname: string): Promise<readonly ResolvedAddress[]> {
    const running = this.running.get(hostname);
    if (running) return running;
    const question = this.resolveName(hostname)
      .catch(() => { throw new EgressError('name_not_resolved'); })
      .finally(() => this.running.delete(hostname));
    this.running.set(hostname, question);
    return question;
  }
}
