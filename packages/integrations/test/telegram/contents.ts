import type { Action, Content, Item, ItemAction } from '@parley/contracts';
import fc from 'fast-check';

const words = fc.oneof({ weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) }, { weight: 1, arbitrary: fc.constantFrom('', ' ', 'word '.repeat(700), '👩‍👩‍👧‍👦'.repeat(300), 'https://a.org/?b=c&d="e" ') });
const payload = fc.string({ unit: 'binary', maxLength: 80 });
const uri = fc.constantFrom('https://a.org/?b=c', 'http://a.org', 'tel:+1', 'mailto:a@a.org', 'tg://user?id=1', 'app:x');
const mediaUrl = fc.constant('https://m.org/1');
const metadata = fc.option(fc.dictionary(fc.constantFrom('a', 'b'), fc.integer()), { nil: undefined });

const itemAction: fc.Arbitrary<ItemAction> = fc.oneof(
  fc.record({ type: fc.constant('link' as const), text: words, uri }),
  fc.record({ type: fc.constant('postback' as const), text: words, payload, metadata }),
  fc.record({ type: fc.constant('webview' as const), text: words, uri: fc.constant('https://a.org/w'), fallback: uri }),
  fc.record({ type: fc.constant('buy' as const), text: words, amount: fc.nat(100_000), currency: fc.constantFrom('cad', undefined) }),
);
const action: fc.Arbitrary<Action> = fc.oneof(
  itemAction,
  fc.record({ type: fc.constant('reply' as const), text: words, payload, metadata }),
  fc.record({ type: fc.constant('locationRequest' as const), text: words }),
);

/** HTML as the API keeps it. */
const html = fc.array(fc.constantFrom(
  '<p>', '</p>', '<b>', '</b>', '<i>', '</i>', '<code>', '</code>', '<pre>', '</pre>', '<blockquote>', '</blockquote>', '<a href="https://a.org/?b&amp;c">', '<a href="tel:+1">', '</a>',
  '<br />', '<ol start="3">', '</ol>', '<ul>', '</ul>', '<li>', '</li>', '<h1>', '</h1>', '<q>', '</q>', 'a', ' b &lt;c&gt; ', '👩‍👩‍👧‍👦', 'word '.repeat(200),
), { maxLength: 20 }).map((parts) => parts.join(''));

const said = { text: fc.option(words, { nil: undefined }), htmlText: fc.option(html, { nil: undefined }) };
const file = { mediaUrl, mediaSize: fc.constantFrom(undefined, 1, 6e6, 3e7), mediaType: fc.constantFrom(undefined, 'image/jpeg', 'image/gif', 'application/pdf', 'video/mp4', 'audio/ogg', 'audio/mpeg', 'text/plain') };
const item: fc.Arbitrary<Item> = fc.record({
  title: fc.string({ minLength: 1, maxLength: 128 }), description: fc.option(fc.string({ maxLength: 128 }), { nil: undefined }),
  mediaUrl: fc.option(mediaUrl, { nil: undefined }), actions: fc.array(itemAction, { minLength: 1, maxLength: 3 }),
});
const items = fc.array(item, { minLength: 1, maxLength: 10 });

/** Contents of every type that says something to everybody. */
export const anyContent = fc.oneof(
  fc.record({ type: fc.constant('text' as const), ...said, actions: fc.array(action, { maxLength: 12 }) }),
  fc.record({ type: fc.constant('image' as const), ...file, ...said, actions: fc.array(action, { maxLength: 5 }) }),
  fc.record({ type: fc.constant('file' as const), ...file, ...said }),
  fc.record({ type: fc.constant('carousel' as const), items }),
  fc.record({ type: fc.constant('list' as const), items, actions: fc.option(fc.array(itemAction, { minLength: 1, maxLength: 10 }), { nil: undefined }) }),
  fc.record({
    type: fc.constant('location' as const), coordinates: fc.record({ lat: fc.double({ min: -90, max: 90, noNaN: true }), long: fc.double({ min: -180, max: 180, noNaN: true }) }),
    location: fc.option(fc.record({ name: fc.constantFrom(undefined, 'Home'), address: fc.constantFrom(undefined, 'Road 1') }), { nil: undefined }),
  }),
) as fc.Arbitrary<Content>;
