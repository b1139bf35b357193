import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, IdField, ObjectField } from '../fields/index.js';
import { DefaultResponder } from './default-responder.js';
import { IntegrationError } from './integration-error.js';
import { IntegrationBase, IntegrationUpdateBase } from './integration-base.js';

const RESPONDER_ID = {
  optional: true, nullable: true,
  description: 'The id of the switchboard integration that is in control of conversations from this integration first; null leaves it to the switchboard.',
};
const DISCLAIMER = { optional: true, description: 'Whether end users are told that a message was made by an AI. Turning it off makes you answer for the law.' };

/** What every integration but a custom one has beside: a channel or an SDK. */
@ApiSchema({ name: 'channelIntegration' })
export class ChannelIntegration extends IntegrationBase {
  @IdField({ ...RESPONDER_ID, writeOnly: true })
  defaultResponderId?: string | null;

  @ObjectField(() => DefaultResponder, {
    optional: true, nullable: true, readOnly: true, description: 'The switchboard integration that is in control of conversations from this integration first.',
  })
  defaultResponder?: DefaultResponder | null;

  @BooleanField({ ...DISCLAIMER, default: true })
  showAIDisclaimer?: boolean;

  @ObjectField(() => IntegrationError, { optional: true, readOnly: true, description: 'What the channel refused last; not there where it never refused anything.' })
  lastError?: IntegrationError;
}

/** What may be changed of any of them. */
@ApiSchema({ name: 'channelIntegrationUpdate' })
export class ChannelIntegrationUpdate extends IntegrationUpdateBase {
  @IdField(RESPONDER_ID)
  defaultResponderId?: string | null;

  @BooleanField(DISCLAIMER)
  showAIDisclaimer?: boolean;
}
