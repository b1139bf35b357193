import { SEAL_KEY_SECRETS } from '@parley/auth';
import type { SealingStep } from '@parley/crypto-at-rest';

/** How everything is sealed that versions before sealing left plain. */
export const SEALING_STEPS: readonly SealingStep[] = [...SEAL_KEY_SECRETS];
