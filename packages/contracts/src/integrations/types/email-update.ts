import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, IntegerField, StringField } from '../../fields/index.js';
import { ChannelIntegrationUpdate } from '../channel-integration.js';
import {
  FROM_NAME, HIDE, IMAP_HOST, IMAP_MAILBOX, IMAP_PASSWORD, IMAP_PORT, IMAP_SECURE, IMAP_USERNAME, SMTP_HOST, SMTP_PASSWORD, SMTP_PORT, SMTP_SECURE, SMTP_USERNAME,
} from './email-fields.js';

/** What of an `email` integration may be changed: its servers, which are asked again, and how mails look. */
@ApiSchema({ name: 'emailUpdate' })
export class EmailIntegrationUpdate extends ChannelIntegrationUpdate {
  @StringField({ ...SMTP_HOST, optional: true })
  smtpHost?: string;

  @IntegerField(SMTP_PORT)
  smtpPort?: number;

  @BooleanField(SMTP_SECURE)
  smtpSecure?: boolean;

  @StringField(SMTP_USERNAME)
  smtpUsername?: string;

  @StringField(SMTP_PASSWORD)
  smtpPassword?: string;

  @StringField({ ...IMAP_HOST, optional: true })
  imapHost?: string;

  @IntegerField(IMAP_PORT)
  imapPort?: number;

  @BooleanField(IMAP_SECURE)
  imapSecure?: boolean;

  @StringField({ ...IMAP_USERNAME, optional: true })
  imapUsername?: string;

  @StringField({ ...IMAP_PASSWORD, optional: true })
  imapPassword?: string;

  @StringField(IMAP_MAILBOX)
  imapMailbox?: string;

  @StringField(FROM_NAME)
  fromName?: string | null;

  @BooleanField(HIDE)
  hideUnsubscribeLink?: boolean;
}
