import type { ChannelName } from '../channels/channel-names.js';
import type { Capabilities } from './capabilities.js';
import type { TextUnit } from './text/text-limit.js';

const MB = 1024 * 1024;
const limit = (most: number, unit: TextUnit) => ({ most, unit });

/** Whoever's servers it goes through. */
const MAIL = {
  html: true,
  // Of any size: with the mail where there is room for it, else by its address. The mail's text is its caption
  image: {},
  location: 'text',
  carousel: 'native',
  list: 'native',
  template: 'none',
  buttons: [{ name: 'link', actions: ['link'], on: ['text', 'image'], most: 100, title: limit(256, 'codePoints'), answer: 'title', schemes: ['http:', 'https:', 'mailto:', 'tel:'] }],
  answers: 'titles',
} as const;

/** What each channel can show: the one table, which does not build while a channel is missing. `npm run capabilities` prints it into docs/channels.md. */
export const CHANNEL_CAPABILITIES = {
  telegram: {
    // Bot API, sendMessage and sendPhoto: "after entities parsing"; entities are counted in UTF-16 units
    text: limit(4096, 'utf16'),
    html: true,
    // "Sending files": what Telegram fetches by URL is smaller than what is uploaded, and of these types
    image: { maxBytes: 5 * MB, types: ['image/jpeg', 'image/png'], caption: limit(1024, 'utf16'), uploaded: { maxBytes: 10 * MB, types: ['image/jpeg', 'image/png'] } },
    file: {
      maxBytes: 20 * MB, caption: limit(1024, 'utf16'), uploaded: { maxBytes: 50 * MB },
      types: ['application/pdf', 'application/zip', 'image/gif', 'video/mp4', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
    },
    location: 'native',
    carousel: 'messages',
    list: 'messages',
    template: 'none',
    // The Bot API names no longest title: 64 is ours, which its apps show whole on two lines
    buttons: [
      {
        name: 'inline keyboard', actions: ['link', 'postback'], on: ['text', 'image'], most: 100, title: limit(64, 'utf16'), answer: limit(64, 'bytes'),
        schemes: ['http:', 'https:', 'tg:'],
      },
      { name: 'reply keyboard', actions: ['reply', 'locationRequest'], on: ['text', 'image'], most: 100, title: limit(64, 'utf16'), distinct: true, answer: 'title' },
    ],
    answers: 'numbers',
  },
  whatsapp: {
    text: limit(4096, 'codePoints'),
    html: false,
    image: { maxBytes: 5 * MB, types: ['image/jpeg', 'image/png'], caption: limit(1024, 'codePoints') },
    file: { maxBytes: 100 * MB, caption: limit(1024, 'codePoints') },
    location: 'native',
    carousel: 'messages',
    list: 'messages',
    template: 'native',
    // Ids have 256 and 200 characters, of which 13 say what was pressed (channels/whatsapp/answer-ids.ts)
    buttons: [
      { name: 'URL button', actions: ['link'], on: ['text', 'image'], most: 1, title: limit(20, 'codePoints'), answer: 'title', text: limit(1024, 'codePoints'), schemes: ['http:', 'https:'] },
      { name: 'reply buttons', actions: ['reply', 'postback'], on: ['text', 'image'], most: 3, title: limit(20, 'codePoints'), distinct: true, answer: limit(243, 'codePoints'), text: limit(1024, 'codePoints') },
      { name: 'list', actions: ['reply', 'postback'], on: ['text'], most: 10, title: limit(24, 'codePoints'), distinct: true, answer: limit(187, 'codePoints'), text: limit(1024, 'codePoints') },
      { name: 'location request', actions: ['locationRequest'], on: ['text'], most: 1, title: limit(0, 'codePoints'), answer: 'title', text: limit(1024, 'codePoints') },
    ],
    answers: 'numbers',
  },
  mailgun: MAIL,
  email: MAIL,
} as const satisfies Readonly<Record<ChannelName, Capabilities>>;
