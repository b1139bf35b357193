// What the fields of a Web Messenger may hold, made and changed alike.

const OPTIONAL = { optional: true } as const;
const UNSET = { optional: true, nullable: true } as const;
const COLOR = { ...OPTIONAL, pattern: /^(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$/, patternMeaning: 'be 3 or 6 hexadecimal digits' };
// Shown on the business's pages: a URL that runs code would run there.
const IMAGE = { format: 'web', example: 'https://example.com/image.png' } as const;

export const DISPLAY_STYLES = ['button', 'tab'] as const;

export const BRAND_COLOR = { ...COLOR, description: 'The colour of the header, and of the button or tab: 3 or 6 hexadecimal digits.' };
export const CONVERSATION_COLOR = { ...COLOR, description: 'The colour of what the customer says, of replies and of what stands below: 3 or 6 hexadecimal digits.' };
export const ACTION_COLOR = { ...COLOR, description: 'The colour of actions inside messages: 3 or 6 hexadecimal digits.' };
export const FIXED_INTRO_PANE = { ...OPTIONAL, description: 'Whether the introduction stays on top instead of scrolling with the conversation.' };
export const DISPLAY_STYLE = { ...OPTIONAL, description: 'How the messenger looks while it is closed.' };
export const BUTTON_ICON_URL = { ...UNSET, ...IMAGE, description: 'An icon of your own for the button: JPG, PNG or GIF of at least 200 × 200 pixels; null unsets it.' };
export const BUTTON_WIDTH = { ...OPTIONAL, description: 'The width of the button.' };
export const BUTTON_HEIGHT = { ...OPTIONAL, description: 'The height of the button.' };
export const INTEGRATION_ORDER = {
  ...UNSET, example: ['59fc8466260f48003505228b', '59d79780481d34002b7d3617'],
  description: 'The ids of the integrations that are shown, in this order; null shows all of them.',
};
export const BUSINESS_NAME = { ...OPTIONAL, description: 'The name of the business in the messenger.', example: 'Kent Shop' };
export const BUSINESS_ICON_URL = { ...OPTIONAL, ...IMAGE, description: 'The icon of the business: JPG, PNG or GIF of at least 200 × 200 pixels.' };
export const BACKGROUND_IMAGE_URL = { ...OPTIONAL, ...IMAGE, description: 'An image that the background of the conversation is tiled with.' };
export const ORIGIN = { pattern: /^https?:\/\/[^\s/?#@\\]+$/i, patternMeaning: 'be an origin: http or https, host and port, and nothing behind' };
export const ORIGIN_WHITELIST = {
  ...UNSET, example: ['https://example.com'], description: 'The origins whose pages may start the messenger (RFC 6454: scheme, host, port); null admits all.',
};
export const PRECHAT_CAPTURE = { ...OPTIONAL, description: 'A form that is shown before the first message. Set as a whole.' };
