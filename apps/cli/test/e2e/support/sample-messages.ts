const link = { type: 'link', text: 'Read', uri: 'https://example.org/read' };
const postback = { type: 'postback', text: 'Choose', payload: 'chosen' };

/** One content of each kind that a business posts, with every required field. */
export const BUSINESS_CONTENTS = {
  text: { type: 'text', text: 'Hello, which size? ✓', actions: [{ type: 'reply', text: 'Small', payload: 's' }] },
  image: { type: 'image', mediaUrl: 'https://example.org/shirt.png', text: 'The shirt', altText: 'A blue shirt' },
  file: { type: 'file', mediaUrl: 'https://example.org/sizes.pdf', altText: 'Sizes' },
  carousel: {
    type: 'carousel',
    items: [
      { title: 'Blue', description: 'Cotton', mediaUrl: 'https://example.org/blue.png', actions: [link, postback] },
      { title: 'Red', actions: [{ type: 'buy', text: 'Buy', amount: 1999, currency: 'USD' }] },
    ],
    displaySettings: { imageAspectRatio: 'square' },
  },
  list: { type: 'list', items: [{ title: 'Shirts', actions: [postback] }, { title: 'Socks', size: 'large', actions: [link] }], actions: [link] },
  form: {
    type: 'form',
    fields: [
      { type: 'text', name: 'full_name', label: 'Name', placeholder: 'Ada Lovelace', minSize: 2, maxSize: 40 },
      { type: 'email', name: 'email', label: 'E-mail' },
      { type: 'select', name: 'size', label: 'Size', options: [{ name: 'small', label: 'Small' }, { name: 'large', label: 'Large' }] },
    ],
  },
} as const;

/** What a user sends: words, and where he is. */
export const USER_CONTENTS = {
  text: { type: 'text', text: 'Large, please' },
  location: { type: 'location', coordinates: { lat: 48.2082, long: 16.3738 }, location: { name: 'Shop', address: 'Graben 1, Wien' } },
} as const;
