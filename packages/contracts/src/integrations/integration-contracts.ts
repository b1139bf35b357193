import type { Contract, Lazy } from '../fields/registry.js';
import type { IntegrationType } from './integration-types.js';
import { AndroidIntegration, AndroidIntegrationUpdate } from './types/android.js';
import { AppleIntegration, AppleIntegrationUpdate } from './types/apple.js';
import { CustomIntegration, CustomIntegrationCreate, CustomIntegrationUpdate } from './types/custom.js';
import { EmailIntegration } from './types/email.js';
import { EmailIntegrationUpdate } from './types/email-update.js';
import { InstagramIntegration, InstagramIntegrationUpdate } from './types/instagram.js';
import { IosIntegration, IosIntegrationUpdate } from './types/ios.js';
import { LineIntegration, LineIntegrationUpdate } from './types/line.js';
import { MailgunIntegration, MailgunIntegrationUpdate } from './types/mailgun.js';
import { MessagebirdIntegration, MessagebirdIntegrationUpdate } from './types/messagebird.js';
import { MessengerIntegration, MessengerIntegrationUpdate } from './types/messenger.js';
import { TelegramIntegration, TelegramIntegrationUpdate } from './types/telegram.js';
import { TwilioIntegration, TwilioIntegrationUpdate } from './types/twilio.js';
import { TwitterIntegration, TwitterIntegrationUpdate } from './types/twitter.js';
import { UnityIntegration, UnityIntegrationUpdate } from './types/unity.js';
import { ViberIntegration, ViberIntegrationUpdate } from './types/viber.js';
import { WebIntegration, WebIntegrationUpdate } from './types/web.js';
import { WhatsappIntegration, WhatsappIntegrationUpdate } from './types/whatsapp.js';

/** How integrations of one type are made, changed and answered. */
export interface IntegrationContract {
  readonly create: Contract;
  readonly update: Contract;
  readonly answer: Contract;
}

/** A class that says both how one is made and how it is answered: what is read-only is not made, what is write-only not answered. */
const of = (create: Contract, update: Contract, answer = create): IntegrationContract => ({ create, update, answer });

/** Every type's; one that is missing does not build. */
export const INTEGRATION_CONTRACTS: Readonly<Record<IntegrationType, IntegrationContract>> = {
  android: of(AndroidIntegration, AndroidIntegrationUpdate),
  apple: of(AppleIntegration, AppleIntegrationUpdate),
  custom: of(CustomIntegrationCreate, CustomIntegrationUpdate, CustomIntegration),
  email: of(EmailIntegration, EmailIntegrationUpdate),
  instagram: of(InstagramIntegration, InstagramIntegrationUpdate),
  ios: of(IosIntegration, IosIntegrationUpdate),
  line: of(LineIntegration, LineIntegrationUpdate),
  mailgun: of(MailgunIntegration, MailgunIntegrationUpdate),
  messagebird: of(MessagebirdIntegration, MessagebirdIntegrationUpdate),
  messenger: of(MessengerIntegration, MessengerIntegrationUpdate),
  telegram: of(TelegramIntegration, TelegramIntegrationUpdate),
  twilio: of(TwilioIntegration, TwilioIntegrationUpdate),
  twitter: of(TwitterIntegration, TwitterIntegrationUpdate),
  unity: of(UnityIntegration, UnityIntegrationUpdate),
  viber: of(ViberIntegration, ViberIntegrationUpdate),
  web: of(WebIntegration, WebIntegrationUpdate),
  whatsapp: of(WhatsappIntegration, WhatsappIntegrationUpdate),
};

/** The classes of all types for one purpose, told apart by `type`. */
export const integrationUnion = (purpose: keyof IntegrationContract) => ({
  property: 'type',
  types: Object.fromEntries(Object.entries(INTEGRATION_CONTRACTS).map(([type, contract]): [string, Lazy<Contract>] => [type, () => contract[purpose]])),
});
