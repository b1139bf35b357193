import { ApiSchema } from '@nestjs/swagger';
import { EnumArrayField, JsonField, ObjectField } from '../fields/index.js';

export const APPLE_CAPABILITIES = ['LIST', 'TIME', 'FORM', 'QUICK', 'AUTH2'] as const;

@ApiSchema({ name: 'messageOverridePayload', description: 'The exact payload to send to the channel.' })
export class OverridePayload {
  @JsonField({ optional: true })
  payload?: Record<string, unknown>;
}

@ApiSchema({ name: 'appleMessageOverridePayload', description: 'The exact payload to send to the channel.' })
export class AppleOverridePayload extends OverridePayload {
  @EnumArrayField(APPLE_CAPABILITIES, { optional: true, description: 'Capabilities that the end user needs to receive the override.' })
  withCapabilities?: (typeof APPLE_CAPABILITIES)[number][];
}

/** Raw payloads by channel. */
@ApiSchema({ name: 'messageOverride', description: 'A raw payload containing a message that is sent directly to a channel.' })
export class MessageOverride {
  @ObjectField(() => AppleOverridePayload, { optional: true })
  apple?: AppleOverridePayload;

  @ObjectField(() => OverridePayload, { optional: true })
  line?: OverridePayload;

  @ObjectField(() => OverridePayload, { optional: true })
  messenger?: OverridePayload;

  @ObjectField(() => OverridePayload, { optional: true })
  whatsapp?: OverridePayload;
}
