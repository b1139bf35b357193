import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, EnumField, ObjectField, StringArrayField, StringField } from '../../fields/index.js';
import { TypeField } from '../integration-base.js';
import { SdkIntegration, SdkIntegrationUpdate } from '../sdk-integration.js';
import { PrechatCapture } from './web-prechat-capture.js';
import * as web from './web-fields.js';

/** The Web Messenger. */
@ApiSchema({ name: 'web' })
export class WebIntegration extends SdkIntegration {
  @TypeField('web')
  type: 'web';

  @StringField({ ...web.BRAND_COLOR, default: '65758e' })
  brandColor?: string;

  @BooleanField({ ...web.FIXED_INTRO_PANE, default: false })
  fixedIntroPane?: boolean;

  @StringField({ ...web.CONVERSATION_COLOR, default: '0099ff' })
  conversationColor?: string;

  @StringField({ ...web.ACTION_COLOR, default: '0099ff' })
  actionColor?: string;

  @EnumField(web.DISPLAY_STYLES, { ...web.DISPLAY_STYLE, default: 'button' })
  displayStyle?: string;

  @StringField(web.BUTTON_ICON_URL)
  buttonIconUrl?: string | null;

  @StringField({ ...web.BUTTON_WIDTH, default: '58' })
  buttonWidth?: string;

  @StringField({ ...web.BUTTON_HEIGHT, default: '58' })
  buttonHeight?: string;

  @StringArrayField({}, web.INTEGRATION_ORDER)
  integrationOrder?: string[] | null;

  @StringField(web.BUSINESS_NAME)
  businessName?: string;

  @StringField(web.BUSINESS_ICON_URL)
  businessIconUrl?: string;

  @StringField(web.BACKGROUND_IMAGE_URL)
  backgroundImageUrl?: string;

  @StringArrayField(web.ORIGIN, web.ORIGIN_WHITELIST)
  originWhitelist?: string[] | null;

  @ObjectField(() => PrechatCapture, web.PRECHAT_CAPTURE)
  prechatCapture?: PrechatCapture;
}

/** All of it may be changed. */
@ApiSchema({ name: 'webUpdate' })
export class WebIntegrationUpdate extends SdkIntegrationUpdate {
  @StringField(web.BRAND_COLOR)
  brandColor?: string;

  @BooleanField(web.FIXED_INTRO_PANE)
  fixedIntroPane?: boolean;

  @StringField(web.CONVERSATION_COLOR)
  conversationColor?: string;

  @StringField(web.ACTION_COLOR)
  actionColor?: string;

  @EnumField(web.DISPLAY_STYLES, web.DISPLAY_STYLE)
  displayStyle?: string;

  @StringField(web.BUTTON_ICON_URL)
  buttonIconUrl?: string | null;

  @StringField(web.BUTTON_WIDTH)
  buttonWidth?: string;

  @StringField(web.BUTTON_HEIGHT)
  buttonHeight?: string;

  @StringArrayField({}, web.INTEGRATION_ORDER)
  integrationOrder?: string[] | null;

  @StringField(web.BUSINESS_NAME)
  businessName?: string;

  @StringField(web.BUSINESS_ICON_URL)
  businessIconUrl?: string;

  @StringField(web.BACKGROUND_IMAGE_URL)
  backgroundImageUrl?: string;

  @StringArrayField(web.ORIGIN, web.ORIGIN_WHITELIST)
  originWhitelist?: string[] | null;

  @ObjectField(() => PrechatCapture, web.PRECHAT_CAPTURE)
  prechatCapture?: PrechatCapture;
}
