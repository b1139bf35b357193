import type { ContentType } from '@parley/contracts';
import type { ActionType, Capabilities, MediaLimits } from './capabilities.js';
import { CHANNEL_CAPABILITIES } from './channel-capabilities.js';
import type { TextLimit } from './text/text-limit.js';

const UNITS = { utf16: 'UTF-16 units', codePoints: 'characters', bytes: 'bytes' } as const;
const size = ({ most, unit }: TextLimit): string => `${most} ${UNITS[unit]}`;

const media = (name: string, limits: MediaLimits | undefined, otherwise: string): string => {
  if (limits === undefined) return otherwise;
  const { caption, uploaded } = limits;
  const bounds = ({ maxBytes, types }: Pick<MediaLimits, 'maxBytes' | 'types'>) => [maxBytes && `to ${Math.round(maxBytes / 1024 / 1024)} MB`, types?.join(' ')].filter(Boolean).join(', ');
  const only = [bounds(limits), uploaded && `if stored here ${bounds(uploaded)}`].filter(Boolean).join('; ');
  return `${name}${only && ` (${only}; else ${otherwise})`}${caption ? `, caption of ${size(caption)}, longer ones as text behind it` : ''}`;
};

const items = { native: 'as a whole', messages: 'a message for each item', text: 'text, without images and postbacks' } as const;

const CONTENTS: Readonly<Record<ContentType, (channel: Capabilities) => string>> = {
  text: ({ text, html }) => `${text ? `${size(text)}, longer ones in several messages` : 'of any length'}; ${html ? 'formatting where it fits into one' : 'no formatting'}`,
  image: ({ image, file }) => media('image', image, file ? 'as a file' : 'its address'),
  file: ({ file }) => media('file', file, 'its address'),
  location: ({ location }) => (location === 'native' ? 'location' : 'text'),
  carousel: ({ carousel }) => items[carousel],
  list: ({ list }) => items[list],
  form: () => 'text: what it asks',
  formResponse: () => 'text: what was answered',
  template: ({ template }) => (template === 'native' ? 'template' : 'not sent'),
};

/** What an action is where no button is: the same rules as `actionText`. */
const AS_TEXT: Readonly<Record<ActionType, (channel: Capabilities) => string>> = {
  link: () => 'title and address in the text',
  webview: () => 'its fallback address, as a `link`',
  postback: ({ answers }) => (answers === 'numbers' ? 'a number in the text to answer with' : 'left out'),
  reply: ({ answers }) => (answers === 'numbers' ? 'a number in the text to answer with' : 'title in the text'),
  locationRequest: () => 'title in the text',
  buy: () => 'title and amount in the text',
};

function action(type: ActionType, channel: Capabilities): string {
  const kinds = channel.buttons.filter(({ actions }) => actions.includes(type)).map((kind) => {
    const { name, most, title, schemes } = kind;
    const titles = title.most === 0 ? "the vendor's own title" : `titles of ${size(title)}`;
    return `${name} (${most}${type === 'link' && schemes ? `, ${schemes.join(' ')}` : ''}, ${titles})`;
  });
  return [...kinds, AS_TEXT[type](channel)].join('; else ');
}

/** The table of what becomes of contents and actions on each channel, in Markdown. */
export function printCapabilities(): string {
  const channels = Object.entries<Capabilities>(CHANNEL_CAPABILITIES);
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = <T extends string>(types: readonly T[], cell: (type: T, channel: Capabilities) => string) =>
    types.map((type) => row([`\`${type}\``, ...channels.map(([, channel]) => cell(type, channel))]));
  return [
    row(['', ...channels.map(([name]) => name)]),
    row(['---', ...channels.map(() => '---')]),
    ...rows(Object.keys(CONTENTS) as ContentType[], (type, channel) => CONTENTS[type](channel)),
    ...rows(Object.keys(AS_TEXT) as ActionType[], action),
  ].join('\n');
}
