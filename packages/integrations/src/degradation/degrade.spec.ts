import { describe, expect, it } from '@jest/globals';
import type { Action, Content, Item, TextContent } from '@parley/contracts';
import type { Capabilities } from './capabilities.js';
import { CHANNEL_CAPABILITIES } from './channel-capabilities.js';
import { answerKey } from './choice.js';
import { degrade } from './degrade.js';

const ID = '65f1c0ffee65f1c0ffee65f1';
const { telegram, whatsapp, mailgun } = CHANNEL_CAPABILITIES;

/** A channel of texts alone, as SMS is. */
const SMS: Capabilities = {
  text: { most: 160, unit: 'codePoints' }, html: false, location: 'text', carousel: 'text', list: 'text', template: 'none', buttons: [], answers: 'numbers',
};

const link = (text: string, uri = 'https://a.org/'): Action => ({ type: 'link', text, uri });
const reply = (text: string, payload = text.toUpperCase()): Action => ({ type: 'reply', text, payload });
const postback = (text: string, payload = text.toUpperCase()): Action => ({ type: 'postback', text, payload });
const ask: Action = { type: 'locationRequest', text: 'Where are you?' };
const text = (of: string | undefined, ...actions: Action[]): Content => ({ type: 'text', ...(of !== undefined && { text: of }), ...(actions.length > 0 && { actions }) });
const image = (more: object = {}): Content => ({ type: 'image', mediaUrl: 'https://m.org/1.jpg', ...more });
const item = (title: string, more: Partial<Item> = {}): Item => ({ title, actions: [{ type: 'postback', text: 'Take', payload: title }], ...more });

const shown = (content: Content, channel: Capabilities) => degrade({ id: ID, content }, channel).contents.map(({ content: one }) => one);
const choices = (content: Content, channel: Capabilities) => degrade({ id: ID, content }, channel).choices.map(({ key, payload }) => [key, payload]);
const kinds = (content: Content, channel: Capabilities) => degrade({ id: ID, content }, channel).contents.map(({ buttons }) => buttons?.name);
const titles = (content: Content, channel: Capabilities) => shown(content, channel).map((one) => ('actions' in one ? (one.actions ?? []) : []).map((action) => action.text));

it('what a channel shows is handed over as it is', () => {
  const as = [text('Hello'), text('Well?', postback('Yes'), link('See')), image({ text: 'A cat' }), { type: 'location', coordinates: { lat: 1, long: 2 } } as const];
  expect(as.map((content) => shown(content, telegram))).toEqual(as.map((content) => [content]));
  expect(shown({ type: 'template', template: { name: 'a' } }, whatsapp)).toEqual([{ type: 'template', template: { name: 'a' } }]);
});

it('"Your message will be split": a long text becomes several messages, and the last has the buttons', () => {
  const long = 'A sentence of some length. '.repeat(40).trim();
  const pieces = shown(text(long, reply('Yes')), { ...whatsapp, text: { most: 500, unit: 'utf16' } }) as TextContent[];
  expect(pieces.map((piece) => piece.text).join(' ')).toBe(long);
  expect(pieces.map(({ actions }) => actions?.length)).toEqual([undefined, undefined, 1]);
});

it('a text that is too long for buttons alone is split for their sake', () => {
  const long = 'A sentence of some length. '.repeat(60).trim();
  expect((shown(text(long, reply('Yes')), whatsapp) as TextContent[]).map(({ text: of, actions }) => [(of ?? '').length <= 1024 || actions === undefined, actions?.length])).toEqual([[true, undefined], [true, 1]]);
});

describe('buttons', () => {
  it('are of one kind a message: what another kind takes comes behind, under its titles', () => {
    const content = text('Well?', reply('Yes'), link('See'), reply('No'));
    expect(shown(content, telegram)).toEqual([text('Well?', reply('Yes'), reply('No')), text('See', link('See'))]);
    expect(kinds(content, telegram)).toEqual(['reply keyboard', 'inline keyboard']);
  });

  it('without a text have their titles for one', () => {
    expect(shown(text(undefined, reply('Yes'), reply('No')), telegram)).toEqual([text('Yes\nNo', reply('Yes'), reply('No'))]);
    expect(shown({ type: 'text', htmlText: '<p></p>', actions: [reply('Yes')] }, telegram)).toEqual([{ type: 'text', text: 'Yes', htmlText: '<p></p><p>Yes</p>', actions: [reply('Yes')] }]);
    expect(shown(text(undefined, ask), whatsapp)).toEqual([text('Where are you?', { ...ask, text: '' })]);
  });

  it.each<[number, string]>([[3, 'reply buttons'], [4, 'list'], [10, 'list']])('%i of them: %s', (count, kind) => {
    expect(kinds(text('Which?', ...Array.from({ length: count }, (_, index) => reply(`No. ${index}`))), whatsapp)).toEqual([kind]);
  });

  it('that are more than any kind takes become numbers in the text, which mean the payloads', () => {
    const content = text('Which?', ...Array.from({ length: 11 }, (_, index) => postback(`Item ${index}`)));
    expect(shown(content, whatsapp)).toEqual([text(['Which?', ...Array.from({ length: 11 }, (_, index) => `${index + 1}. Item ${index}`)].join('\n'))]);
    expect(choices(content, whatsapp).slice(0, 4)).toEqual([['1', 'ITEM 0'], ['item 0', 'ITEM 0'], ['2', 'ITEM 1'], ['item 1', 'ITEM 1']]);
  });

  it('whose titles are numbers are meant by the numbers that stand before them', () => {
    expect(choices(text('How many?', reply('2', 'two'), reply('3', 'three')), SMS)).toEqual([['1', 'two'], ['2', 'three']]);
  });

  it('whose titles are too long are cut, and stand whole in the text', () => {
    expect(shown(text('Which?', reply('Something of some length', 'A'), reply('Short', 'B')), whatsapp))
      .toEqual([text('Which?\nSomething of some length', reply('Something of some l…', 'A'), reply('Short', 'B'))]);
  });

  it('that are not told apart by their titles get numbers, where that matters', () => {
    const list = { ...whatsapp, buttons: whatsapp.buttons.filter(({ name }) => name === 'list') };
    expect(titles(text('Which?', reply('Yes'), reply('yes '), postback('A title that is too long 1'), postback('A title that is too long 2')), list))
      .toEqual([['Yes', 'yes 2', 'A title that is too lon…', 'A title that is too l… 2']]);
    expect(titles(text('Which?', postback('Buy'), postback('Buy')), telegram)).toEqual([['Buy', 'Buy']]);
  });

  it('whose payload the channel cannot bring back have a key for it, the same each time', () => {
    const long = postback('Long', 'é'.repeat(33));
    const known = { type: 'postback', text: 'Known', payload: 'p', metadata: { a: 1 } } as const;
    const { contents, choices: kept } = degrade({ id: ID, content: text('Which?', long, postback('Short', 'é'.repeat(32)), known) }, telegram);
    expect((contents[0]?.content as TextContent).actions?.map((action) => 'payload' in action && action.payload)).toEqual([`parley:${ID}:1`, 'é'.repeat(32), `parley:${ID}:2`]);
    expect(kept).toEqual([
      { key: `parley:${ID}:1`, action: 'postback', title: 'Long', payload: 'é'.repeat(33) },
      { key: `parley:${ID}:2`, action: 'postback', title: 'Known', payload: 'p', metadata: { a: 1 } },
    ]);
    expect(Buffer.byteLength(kept[0]?.key ?? '')).toBeLessThanOrEqual(64);
  });

  it('that come back as words are found by the words', () => {
    expect(choices(text('Well?', reply('Oh Yes', 'Y'), reply('No', 'N')), telegram)).toEqual([['oh yes', 'Y'], ['no', 'N']]);
  });

  it('that open what the channel does not open stand in the text', () => {
    expect(shown(text('Call', link('Us', 'tel:+1'), link('Or', 'https://a.org/')), telegram)).toEqual([text('Call\nUs tel:+1', link('Or'))]);
  });
});

it('"Channels that do not support webviews will open the fallback URI instead"', () => {
  const webview: Action = { type: 'webview', text: 'Open', uri: 'https://a.org/w', fallback: 'https://a.org/f' };
  expect([shown(text('Look', webview), telegram), shown(text('Look', webview), SMS)]).toEqual([[text('Look', link('Open', 'https://a.org/f'))], [text('Look\nOpen https://a.org/f')]]);
});

it('a channel of texts says all that can be said', () => {
  const buy: Action = { type: 'buy', text: 'Vinegar', amount: 1099, currency: 'cad' };
  expect(shown(text('Well?', link('See'), reply('Yes'), buy, postback('Later'), ask), SMS)).toEqual([text('Well?\nSee https://a.org/\n1. Yes\nVinegar 10.99 CAD\n2. Later\nWhere are you?')]);
});

it('mail takes no numbers for answers: replies are read, postbacks are left out', () => {
  expect([shown(text('Well?', reply('Yes'), postback('Later'), link('See')), mailgun), choices(text('Well?', reply('Yes'), postback('Later')), mailgun)]).toEqual([[text('Well?\nYes', link('See'))], []]);
});

describe('a carousel', () => {
  const items = [item('One', { description: 'First', mediaUrl: 'https://m.org/1.jpg' }), item('Two', { actions: [{ type: 'link', text: 'See', uri: 'https://a.org/' }] })];
  const carousel: Content = { type: 'carousel', items };

  it('"for all other platforms a carousel message is rendered as raw text, which does not include any images or postback message actions"', () => {
    expect(shown(carousel, SMS)).toEqual([text('One\nFirst\n\nTwo\nSee https://a.org/')]);
    expect(shown({ ...carousel, text: 'prepared' }, SMS)).toEqual([text('prepared')]);
  });

  it('is a message for each item on Telegram and WhatsApp, with its picture and buttons', () => {
    const messages = [image({ text: 'One\nFirst', actions: [postback('Take', 'One')] }), text('Two', link('See'))];
    expect([shown(carousel, telegram), shown(carousel, whatsapp)]).toEqual([messages, messages]);
  });

  it('whose buttons become numbers counts them through, so that each number means one', () => {
    const both: Content = { type: 'carousel', items: [item('One'), item('Two')] };
    const bare: Capabilities = { ...telegram, buttons: [] };
    expect(shown(both, bare)).toEqual([text('One\n1. Take'), text('Two\n2. Take')]);
    expect(choices(both, bare)).toEqual([['1', 'One'], ['take', 'One'], ['2', 'Two']]);
  });

  it('"Sunshine Conversations converts list messages to multiple rich messages", the list\'s own buttons last', () => {
    const list: Content = { type: 'list', items, actions: [{ type: 'postback', text: 'More', payload: 'M' }] };
    expect([shown(list, telegram).at(-1), shown(list, SMS)]).toEqual([text('More', postback('More', 'M')), [text('One\nFirst\n\nTwo\nSee https://a.org/')]]);
  });

  it('is handed over where the channel knows carousels', () => {
    expect(shown(carousel, mailgun)).toEqual([carousel]);
  });
});

describe('an image', () => {
  it('too large, or of a type that is not one there, is a file; a file that is neither is its address', () => {
    const [large, tiff, huge] = [image({ mediaSize: 6e6, text: 'A' }), image({ mediaType: 'image/gif' }), image({ mediaSize: 6e7, text: 'A', altText: 'a.jpg' })];
    expect([large, tiff, huge].map((content) => shown(content, telegram))).toEqual([
      [{ ...large, type: 'file' }], [{ ...tiff, type: 'file' }], [text('A\nhttps://m.org/1.jpg')],
    ]);
    expect(shown({ type: 'file', mediaUrl: 'https://m.org/1.txt', mediaType: 'text/plain' }, telegram)).toEqual([text('https://m.org/1.txt')]);
    expect(shown(image({ actions: [reply('Yes')] }), SMS)).toEqual([text('https://m.org/1.jpg\n1. Yes')]);
  });

  it('whose caption is too long, or whose buttons an image cannot have, comes alone, and the text behind it', () => {
    const long = 'x'.repeat(1025);
    expect(shown(image({ text: long, actions: [postback('Yes')] }), telegram)).toEqual([image(), text(long, postback('Yes'))]);
    const four = ['A', 'B', 'C', 'D'].map((title) => reply(title));
    const { contents, choices: kept } = degrade({ id: ID, content: image({ text: 'Which?', actions: four }) }, whatsapp);
    expect([contents.map(({ content }) => content), contents.map(({ buttons }) => buttons?.name), kept]).toEqual([[image(), text('Which?', ...four)], [undefined, 'list'], []]);
    expect(shown(image({ mediaSize: 6e6, actions: [postback('Yes')] }), telegram)).toEqual([{ ...image({ mediaSize: 6e6 }), type: 'file' }, text('Yes', postback('Yes'))]);
  });
});

it('"The fallback text message used when location messages are not supported by the channel"', () => {
  const place: Content = { type: 'location', coordinates: { lat: 1.5, long: -2 }, location: { name: 'Home', address: 'Road 1' } };
  expect([shown(place, SMS), shown({ ...place, text: 'Here' }, SMS)]).toEqual([[text('Home\nRoad 1\n1.5, -2')], [text('Here')]]);
});

it('a form is what it asks, and an answer to one "the `label: value` of all fields"', () => {
  const fields = [{ type: 'text' as const, name: 'n', label: 'Name' }, { type: 'select' as const, name: 's', label: 'Size', options: [{ name: 'l', label: 'L' }, { name: 'm', label: 'M' }] }];
  expect(shown({ type: 'form', text: 'Please:', fields }, telegram)).toEqual([text('Please:\nName\nSize: L, M')]);
  expect(shown({ type: 'formResponse', fields: [{ ...fields[0]!, text: 'Ada' }, { type: 'email', name: 'e', label: 'Mail', email: 'a@a.org' }] }, telegram)).toEqual([text('Name: Ada\nMail: a@a.org')]);
});

it('a template is the vendor\'s own, and nothing elsewhere', () => {
  expect(degrade({ id: ID, content: { type: 'template', template: {} } }, telegram)).toEqual({ contents: [], choices: [] });
});

describe('formatting', () => {
  const rich = { type: 'text', text: 'A & b', htmlText: '<p><b>A</b> &amp; b</p>' } as const;

  it('stays where the channel shows it and the text fits into one message, with what is said besides', () => {
    expect([shown(rich, telegram), shown(rich, whatsapp)]).toEqual([[rich], [text('A & b')]]);
    expect(shown({ ...rich, actions: [link('<Us>', 'tel:+1')] }, telegram)).toEqual([{ type: 'text', text: 'A & b\n<Us> tel:+1', htmlText: '<p><b>A</b> &amp; b</p><p>&lt;Us&gt; tel:+1</p>' }]);
  });

  it('is left out where the text is split', () => {
    const small: Capabilities = { ...telegram, text: { most: 10, unit: 'utf16' } };
    expect(shown({ type: 'text', text: 'Some words more', htmlText: '<b>Some words more</b>' }, small)).toEqual([text('Some words'), text('more')]);
  });
});

it.each([['2', '2'], ['2.', '2'], ['(2)', '2'], ['#2', '2'], [' ２ ', '2'], ['02', '2'], ['Oh  YES', 'oh yes'], ['2 cats', '2 cats'], ['①', '1']])('an answer is found whatever its spelling: %s', (words, key) => {
  expect(answerKey(words)).toBe(key);
});
