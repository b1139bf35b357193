import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, EnumField, ObjectField } from '../../fields/index.js';

@ApiSchema({ name: 'messengerChannelOptions', description: 'Messenger channel options.' })
export class MessengerChannelOptions {
  @BooleanField({ optional: true, default: false, description: 'For webviews: whether the URL is loaded with Messenger Extensions.' })
  messenger_extensions?: boolean;

  @EnumField(['hide'], { optional: true, description: 'For webviews: whether the share button is hidden.' })
  webview_share_button?: 'hide';
}

@ApiSchema({ name: 'extraChannelOptions', description: 'Extra options to pass directly to the channel API.' })
export class ExtraChannelOptions {
  @ObjectField(() => MessengerChannelOptions, { optional: true, description: 'Messenger channel options.' })
  messenger?: MessengerChannelOptions;
}
