import { ApiSchema } from '@nestjs/swagger';
import { StringField } from '../../fields/index.js';
import { ChannelIntegration, ChannelIntegrationUpdate } from '../channel-integration.js';
import { TypeField } from '../integration-base.js';

/** Telegram. */
@ApiSchema({ name: 'telegram' })
export class TelegramIntegration extends ChannelIntegration {
  @TypeField('telegram')
  type: 'telegram';

  @StringField({ writeOnly: true, nullable: true, min: 1, description: 'The token of the Telegram bot.', example: 'your_bot_token' })
  token: string | null;

  @StringField({ optional: true, readOnly: true, description: 'The user name of the bot, once it is connected.' })
  username?: string;

  @StringField({ optional: true, readOnly: true, description: 'The id of the bot, once it is connected.' })
  botId?: string;
}

@ApiSchema({ name: 'telegramUpdate' })
export class TelegramIntegrationUpdate extends ChannelIntegrationUpdate {
  @StringField({ optional: true, writeOnly: true, min: 1, description: 'Another token: the integration is connected again with it.', example: 'your_bot_token' })
  token?: string;
}
