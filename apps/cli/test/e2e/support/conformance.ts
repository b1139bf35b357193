import { errorFaults, OpenApiValidator, type Exchange } from '@parley/testing';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const CHECKOUT = join(import.meta.dirname, '../../../../..');
const OURS = join(CHECKOUT, 'apps/api/openapi.json');
const REFERENCE = join(CHECKOUT, '../shared/spec/openapi.yaml');

/** Any operation may answer 401, 403, 413 and so on; the documents name those that are particular to it. */
const OPTIONS = { otherErrors: 'errorResponse' };
/** What the reference forbids by mistake (semantics.md 16, faults 6 and 7): what its own examples show of a webhook's author, and the paging of ListUsers alone. */
const KNOWN = [
  /^conversation:message \/payload\/message\/author must NOT have unevaluated properties \{"unevaluatedProperty":"(?:displayName|avatarUrl)"\}$/,
  /^ListUsers 200 \/ must NOT have unevaluated properties \{"unevaluatedProperty":"(?:meta|links)"\}$/,
];

/**
 * Collects what answers and events break of our own document, and of the reference where it lies beside the checkout;
 * in CI it must (`CI=true`).
 */
export class Conformance {
  readonly faults = new Set<string>();
  private readonly ours = OpenApiValidator.read(OURS, OPTIONS);
  private readonly reference: OpenApiValidator | undefined;
  private count = 0;
  private latest: unknown;

  constructor() {
    if (existsSync(REFERENCE)) this.reference = OpenApiValidator.read(REFERENCE, OPTIONS);
    else if (process.env.CI === 'true') throw new Error('The reference is not there: ../shared/spec/openapi.yaml beside the checkout');
  }

  /** How many answers and events it has seen. */
  get seen(): number {
    return this.count;
  }

  /** The last answer as it came; the client's own classes leave out what they don't know. */
  lastBody<T>(): T {
    return this.latest as T;
  }

  readonly exchange = (exchange: Exchange): void => {
    this.count += 1;
    this.latest = exchange.body;
    for (const fault of [...this.ours.faults(exchange), ...errorFaults(exchange)]) this.faults.add(`ours: ${fault}`);
    this.broken(this.reference?.faults(exchange) ?? []);
  };

  /** Only the reference describes events. */
  event(event: { readonly type: string }): void {
    this.count += 1;
    this.broken(this.reference?.eventFaults(event) ?? []);
  }

  private broken(faults: readonly string[]): void {
    for (const fault of faults) if (!KNOWN.some((known) => known.test(fault))) this.faults.add(`reference: ${fault}`);
  }
}
