import type { ClientType, Source } from '@parley/contracts';
import { timestamp } from '@parley/kernel';

/** The integration by which something came. */
export interface ChannelIntegration {
  readonly integrationId: string;
  readonly type: Exclude<ClientType, 'sdk'>;
}

/** Where it came from (openapi.yaml, schema `source`); `at` in milliseconds since 1970. */
export const sourceOf = ({ integrationId, type }: ChannelIntegration, at: number, originalMessageId?: string): Source => ({
  type, integrationId, ...(originalMessageId !== undefined && { originalMessageId }), originalMessageTimestamp: timestamp(new Date(at)),
});
