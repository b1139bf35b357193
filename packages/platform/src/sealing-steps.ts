import { SEAL_KEY_SECRETS } from '@parley/auth';
import { SEAL_WHAT_IS_SAID } from '@parley/conversations';
import type { SealingStep } from '@parley/crypto-at-rest';
import { SEAL_ENDPOINTS, SEAL_EVENTS } from '@parley/webhooks';

/** How everything is sealed that versions before sealing left plain. */
export const SEALING_STEPS: readonly SealingStep[] = [...SEAL_KEY_SECRETS, ...SEAL_WHAT_IS_SAID, ...SEAL_EVENTS, SEAL_ENDPOINTS];
