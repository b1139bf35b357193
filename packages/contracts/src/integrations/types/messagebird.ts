import { ApiSchema } from '@nestjs/swagger';
import { StringField } from '../../fields/index.js';
import { ChannelIntegration, ChannelIntegrationUpdate } from '../channel-integration.js';
import { TypeField } from '../integration-base.js';

const SECRET = { writeOnly: true, nullable: true, min: 1 };

/** SMS by MessageBird. */
@ApiSchema({ name: 'messagebird' })
export class MessagebirdIntegration extends ChannelIntegration {
  @TypeField('messagebird')
  type: 'messagebird';

  @StringField({ ...SECRET, description: 'The access key of the MessageBird account.', example: 'your_access_key' })
  accessKey: string | null;

  @StringField({ ...SECRET, description: 'The key that shows that webhooks come from MessageBird.', example: 'your_signing_key' })
  signingKey: string | null;

  @StringField({ min: 1, description: 'The number that messages are received at.', example: '12262121021' })
  originator: string;

  @StringField({ optional: true, readOnly: true, description: 'What stands in the URL that MessageBird calls, so that nobody guesses it. Made by us.', example: '72ade38394d1da51566cede33bd1e67e' })
  webhookSecret?: string;
}

@ApiSchema({ name: 'messageBirdUpdate' })
export class MessagebirdIntegrationUpdate extends ChannelIntegrationUpdate {}
