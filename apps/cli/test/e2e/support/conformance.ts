import { OpenApiValidator, type Exchange } from '@parley/testing';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const CHECKOUT = join(import.meta.dirname, '../../../../..');
const OURS = join(CHECKOUT, 'apps/api/openapi.json');
const REFERENCE = join(CHECKOUT, '../shared/spec/openapi.yaml');

/**
 * Collects what answers and events break of our own document, and of the reference where it lies beside the checkout;
 * in CI it must (`CI=true`).
 */
export class Conformance {
  readonly faults = new Set<string>();
  private readonly ours = OpenApiValidator.read(OURS);
  private readonly reference: OpenApiValidator | undefined;
  private count = 0;

  constructor() {
    if (existsSync(REFERENCE)) this.reference = OpenApiValidator.read(REFERENCE, { otherErrors: 'errorResponse' });
    else if (process.env.CI === 'true') throw new Error('The reference is not there: ../shared/spec/openapi.yaml beside the checkout');
  }

  /** How many answers and events it has seen. */
  get seen(): number {
    return this.count;
  }

  readonly exchange = (exchange: Exchange): void => {
    this.count += 1;
    for (const fault of this.ours.faults(exchange)) this.faults.add(`ours: ${fault}`);
    for (const fault of this.reference?.faults(exchange) ?? []) this.faults.add(`reference: ${fault}`);
  };

  /** Only the reference describes events. */
  event(event: { readonly type: string }): void {
    this.count += 1;
    for (const fault of this.reference?.eventFaults(event) ?? []) this.faults.add(`reference: ${fault}`);
  }
}
