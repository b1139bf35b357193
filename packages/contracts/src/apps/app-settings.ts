import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, IntegerField } from '../fields/index.js';

/** Settings of an app; each may be left out (semantics §4). */
@ApiSchema({ name: 'appSettings', description: 'Customizable app settings.' })
export class AppSettings {
  @IntegerField({
    optional: true, min: 0, max: 2_147_483_647,
    description: 'Number of seconds of inactivity before a conversation’s messages are deleted; 0 keeps them.',
  })
  conversationRetentionSeconds?: number;

  @BooleanField({ optional: true, description: 'Whether credit card numbers are masked in messages. On by default.' })
  maskCreditCardNumbers?: boolean;

  @BooleanField({ optional: true, description: 'Whether unnamed users get an animal’s name, as authors of their messages, when they are made or changed.' })
  useAnimalNames?: boolean;

  @BooleanField({ optional: true, description: 'Whether a message is added to the conversation when a postback button is clicked.' })
  echoPostback?: boolean;

  @BooleanField({ optional: true, description: 'Whether events of channels that are not messages leave conversations unstarted.' })
  ignoreAutoConversationStart?: boolean;

  @BooleanField({
    optional: true, example: true,
    description: 'Whether users may be part of several conversations. Enabling it is **irreversible**.',
  })
  multiConvoEnabled?: boolean;

  @BooleanField({ optional: true, description: 'Whether messages authored by the platform are localized.' })
  appLocalizationEnabled?: boolean;

  @BooleanField({ optional: true, description: 'Whether users may end their session on an SDK; needs `multiConvoEnabled`.' })
  endSessionEnabled?: boolean;

  @BooleanField({ optional: true, description: 'Whether ended conversations stay ended; needs `multiConvoEnabled`.' })
  disableConversationReopen?: boolean;
}
