import { BooleanField, StringField } from '../../fields/index.js';

/** The longest text, HTML or Markdown of a message, in characters. */
export const TEXT_LENGTH = 4096;

/** What every content may carry. */
export abstract class ChatInput {
  @BooleanField({ optional: true, description: 'Disables the chat input of supporting clients while the message is the most recent one.' })
  blockChatInput?: boolean;
}

/** What a text, and the caption of an image or a file, may carry beside its plain text. */
export abstract class RichText extends ChatInput {
  @StringField({
    optional: true, max: TEXT_LENGTH, multiline: true, example: '<h1>Hello!</h1>',
    description: 'HTML in place of `text`, not with `markdownText`. Reduced to the supported tags; converted to `text` when none is given.',
  })
  htmlText?: string;

  @StringField({
    optional: true, writeOnly: true, max: TEXT_LENGTH, multiline: true, example: '# Hello!',
    description: 'Markdown in place of `text`, not with `htmlText`. Converted to `htmlText`; refused if that exceeds 4096 characters.',
  })
  markdownText?: string;
}
