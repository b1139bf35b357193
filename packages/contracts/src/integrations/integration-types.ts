/** Every type of integration (openapi.yaml, integration, discriminator), and `email`, which is ours (docs/decisions/0150). */
export const INTEGRATION_TYPES = [
  'android', 'apple', 'custom', 'email', 'instagram', 'ios', 'line', 'mailgun', 'messagebird', 'messenger', 'telegram', 'twilio', 'twitter', 'unity',
  'viber', 'web', 'whatsapp',
] as const;

export type IntegrationType = (typeof INTEGRATION_TYPES)[number];

/** openapi.yaml, status. */
export const INTEGRATION_STATUSES = ['inactive', 'active', 'error'] as const;
