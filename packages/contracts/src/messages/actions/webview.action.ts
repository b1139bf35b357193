import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, EnumField, MetadataField, ObjectField, StringField } from '../../fields/index.js';
import { ExtraChannelOptions } from './channel-options.js';

export const WEBVIEW_SIZES = ['compact', 'tall', 'full'] as const;

@ApiSchema({ name: 'webview', description: 'Loads a URI in a webview; channels without webviews open the fallback URI instead.' })
export class WebviewAction {
  @EnumField(['webview'], { description: 'The type of action.' })
  type!: 'webview';

  @StringField({ min: 1, format: 'web', description: 'The URI that will open in the webview.' })
  uri!: string;

  @StringField({ description: 'The button text.' })
  text!: string;

  @BooleanField({ optional: true, description: 'Whether it is the default action for a message item in Facebook Messenger.' })
  default?: boolean;

  @MetadataField({ optional: true, nullable: true })
  metadata?: Record<string, string | number | boolean> | null;

  @ObjectField(() => ExtraChannelOptions, { optional: true })
  extraChannelOptions?: ExtraChannelOptions;

  @EnumField(WEBVIEW_SIZES, { optional: true, description: 'The size to display a webview.' })
  size?: (typeof WEBVIEW_SIZES)[number];

  @StringField({ min: 1, format: 'link', description: "The URI for channels that don't support webviews." })
  fallback!: string;

  @BooleanField({ optional: true, description: 'Opens when the message is received; at most one action a message. Web Messenger only.' })
  openOnReceive?: boolean;
}
