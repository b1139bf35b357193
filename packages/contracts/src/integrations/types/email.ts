import { ApiSchema } from '@nestjs/swagger';
import { mailAddress } from '../../clients/mail-address.js';
import { Beside } from '../../fields/beside.js';
import { BooleanField, IntegerField, StringField } from '../../fields/index.js';
import { ChannelIntegration } from '../channel-integration.js';
import { TypeField } from '../integration-base.js';
import {
  FROM_NAME, HIDE, IMAP_HOST, IMAP_MAILBOX, IMAP_PASSWORD, IMAP_PORT, IMAP_SECURE, IMAP_USERNAME, SMTP_HOST, SMTP_PASSWORD, SMTP_PORT, SMTP_SECURE, SMTP_USERNAME,
} from './email-fields.js';

const isAddress = ({ fromAddress }: EmailIntegration): string | undefined => (mailAddress(fromAddress) === undefined ? 'should be an e-mail address' : undefined);
const together = ({ smtpUsername, smtpPassword }: EmailIntegration): string | undefined =>
  (smtpUsername === undefined) === (smtpPassword === undefined) ? undefined : 'should be given together with smtpPassword';

/** E-mail by servers of one's own, SMTP and IMAP. The reference has no such type: docs/decisions/0150. */
@ApiSchema({ name: 'email' })
export class EmailIntegration extends ChannelIntegration {
  @TypeField('email')
  type: 'email';

  @StringField(SMTP_HOST)
  smtpHost: string;

  @IntegerField({ ...SMTP_PORT, default: 587 })
  smtpPort?: number;

  @BooleanField({ ...SMTP_SECURE, default: false })
  smtpSecure?: boolean;

  @StringField(SMTP_USERNAME)
  @Beside(together)
  smtpUsername?: string;

  @StringField(SMTP_PASSWORD)
  smtpPassword?: string;

  @StringField(IMAP_HOST)
  imapHost: string;

  @IntegerField({ ...IMAP_PORT, default: 993 })
  imapPort?: number;

  @BooleanField({ ...IMAP_SECURE, default: true })
  imapSecure?: boolean;

  @StringField(IMAP_USERNAME)
  imapUsername: string;

  @StringField(IMAP_PASSWORD)
  imapPassword: string;

  @StringField({ ...IMAP_MAILBOX, default: 'INBOX' })
  imapMailbox?: string;

  @StringField({ min: 1, max: 254, description: 'Who e-mails are from and answered to: an address whose mails come into the mailbox.', example: 'shop@example.org' })
  @Beside(isAddress)
  fromAddress: string;

  @StringField(FROM_NAME)
  fromName?: string | null;

  @BooleanField({ ...HIDE, default: false })
  hideUnsubscribeLink?: boolean;
}
