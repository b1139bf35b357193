import { ApiSchema } from '@nestjs/swagger';
import { Beside } from '../../fields/beside.js';
import { StringField } from '../../fields/index.js';
import { ChannelIntegration, ChannelIntegrationUpdate } from '../channel-integration.js';
import { TypeField } from '../integration-base.js';

/** LINE. */
@ApiSchema({ name: 'line' })
export class LineIntegration extends ChannelIntegration {
  @TypeField('line')
  type: 'line';

  @StringField({ optional: true, description: 'The id of the LINE channel. It and `channelSecret` may be left out together, to have a webhook’s URL first.', example: '1286564967' })
  @Beside<LineIntegration>(({ channelId, channelSecret }) => ((channelId === undefined) === (channelSecret === undefined) ? undefined : 'should be given together with channelSecret'))
  channelId?: string;

  @StringField({ optional: true, description: 'The secret of the LINE channel; together with `channelId`.', example: 'your_line_channel_secret' })
  channelSecret?: string;

  @StringField({ optional: true, description: 'The access token of the LINE channel.', example: 'your_line_channel_token' })
  channelAccessToken?: string;

  @StringField({ optional: true, description: 'LINE’s service code.', example: 'your_line_service_code' })
  serviceCode?: string;

  @StringField({ optional: true, min: 1, description: 'The secret for LINE’s switcher API.', example: 'your_line_switcher_secret' })
  switcherSecret?: string;

  @StringField({ optional: true, description: 'The URL of the QR code that LINE’s developer console shows.', example: 'https://qr-official.line.me/M/104fb8.png' })
  qrCodeUrl?: string;

  @StringField({ optional: true, readOnly: true, description: 'LINE’s basic id, as `qrCodeUrl` tells it.', example: '104fb8' })
  lineId?: string;
}

@ApiSchema({ name: 'lineUpdate' })
export class LineIntegrationUpdate extends ChannelIntegrationUpdate {}
