import { ApiSchema } from '@nestjs/swagger';
import { mailAddress } from '../../clients/mail-address.js';
import { Beside } from '../../fields/beside.js';
import { BooleanField, StringField } from '../../fields/index.js';
import { ChannelIntegration, ChannelIntegrationUpdate } from '../channel-integration.js';
import { TypeField } from '../integration-base.js';

const HIDE = { optional: true, description: 'Whether e-mails carry no link to unsubscribe: the business then offers another way.' };
const FROM = {
  optional: true, nullable: true, min: 1, example: 'shop@sandbox123.mailgun.org',
  description: 'Who e-mails are from and answered to, where that is not `incomingAddress`, which it must be forwarded to. Null unsets it.',
};

/** Whether it can be the address of mails: Mailgun is told of it, and would refuse each mail of another. */
const addressed = ({ fromAddress }: { readonly fromAddress?: string | null }): string | undefined =>
  typeof fromAddress !== 'string' || mailAddress(fromAddress) !== undefined ? undefined : 'should be an e-mail address';

const ofDomain = ({ domain, incomingAddress }: MailgunIntegration): boolean =>
  incomingAddress.toLowerCase().endsWith(`@${domain.toLowerCase()}`) && mailAddress(incomingAddress) !== undefined;

/** E-mail by Mailgun. */
@ApiSchema({ name: 'mailgun' })
export class MailgunIntegration extends ChannelIntegration {
  @TypeField('mailgun')
  type: 'mailgun';

  @StringField({ writeOnly: true, nullable: true, min: 1, description: 'The API key of the Mailgun account.', example: 'your_api_key' })
  apiKey: string | null;

  @StringField({ optional: true, min: 1, description: 'The key that Mailgun signs webhooks with, where it is not `apiKey`.', example: 'your_signing_key' })
  signingKey?: string;

  @StringField({ min: 1, description: 'The domain that e-mails are sent through.', example: 'sandbox123.mailgun.org' })
  domain: string;

  @StringField({ min: 1, description: 'The address that e-mails are received at, in `domain`; what they are answered to, too.', example: 'hello@sandbox123.mailgun.org' })
  @Beside<MailgunIntegration>((given) => (ofDomain(given) ? undefined : 'should be an address in domain'))
  incomingAddress: string;

  @BooleanField({ ...HIDE, default: false })
  hideUnsubscribeLink?: boolean;

  @StringField(FROM)
  @Beside(addressed)
  fromAddress?: string | null;
}

@ApiSchema({ name: 'mailgunUpdate' })
export class MailgunIntegrationUpdate extends ChannelIntegrationUpdate {
  @StringField({ optional: true, writeOnly: true, min: 1, description: 'Another API key: the integration is connected again with it.', example: 'your_api_key' })
  apiKey?: string;

  @StringField({ optional: true, min: 1, description: 'Another key that Mailgun signs webhooks with.', example: 'your_signing_key' })
  signingKey?: string;

  @BooleanField(HIDE)
  hideUnsubscribeLink?: boolean;

  @StringField(FROM)
  @Beside(addressed)
  fromAddress?: string | null;
}
