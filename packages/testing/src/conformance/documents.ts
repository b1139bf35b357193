import { existsSync } from 'node:fs';
import { join } from 'node:path';

const CHECKOUT = join(import.meta.dirname, '../../../..');
const REFERENCE = join(CHECKOUT, '../shared/spec/openapi.yaml');

/** Our own OpenAPI document, as it is committed. */
export const OWN_DOCUMENT = join(CHECKOUT, 'apps/api/openapi.json');

/** The reference document, which lies beside the checkout where there is one. Throws in CI (`CI=true`) when it is not there. */
export function referenceDocument(): string | undefined {
  if (existsSync(REFERENCE)) return REFERENCE;
  if (process.env.CI === 'true') throw new Error('The reference is not there: ../shared/spec/openapi.yaml beside the checkout');
  return undefined;
}
