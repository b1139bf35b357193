import { describe, expect, test } from '@jest/globals';
import { titlesOf } from '../../../test/titles-of.js';
import { readBody } from '../../fields/index.js';
import { MessagePost } from '../message-post.js';

const titles = (content: object): readonly string[] => titlesOf(MessagePost, { author: { type: 'business' }, content, schema: 'whatsapp' });

const link = { type: 'link', text: 'Open', uri: 'https://example.org' };
const postback = { type: 'postback', text: 'Go', payload: 'GO' };
const webview = { type: 'webview', text: 'See', uri: 'https://example.org', fallback: 'https://example.org' };
const buy = { type: 'buy', text: 'Buy', amount: 999, currency: 'CAD' };
const reply = { type: 'reply', text: 'Yes', payload: 'YES' };
const locationRequest = { type: 'locationRequest', text: 'Where?' };
const item = { title: 'Tacos', actions: [link] };
const field = { type: 'text', name: 'a', label: 'A' };
const coordinates = { lat: 45.5, long: -73.5 };
const mediaUrl = 'https://example.org/a.png';
const many = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const long = (length: number): string => 'x'.repeat(length);

describe('every content type is accepted', () => {
  test.each([
    { type: 'text', text: long(4096), blockChatInput: true, payload: 'x' },
    { type: 'text', text: '', actions: [link, postback, webview, buy, reply, locationRequest] },
    { type: 'image', mediaUrl, text: 'a\nb', actions: [link], attachmentId: 'x', altText: long(128) },
    { type: 'file', mediaUrl, htmlText: '<b>x</b>' },
    { type: 'carousel', items: many(10, item), displaySettings: { imageAspectRatio: 'square' } },
    { type: 'list', items: [{ ...item, description: long(128), mediaUrl, mediaType: 'image/png', size: 'large', metadata: { a: 1 } }], actions: many(10, link) },
    { type: 'form', fields: many(20, field), text: 'Please' },
    { type: 'location', coordinates, location: { name: 'Here', address: 'A street\nA town' } },
    { type: 'template', template: { name: 'x', components: [] } },
  ])('$type', (content) => expect(titles(content)).toEqual([]));
});

describe('limits and required fields', () => {
  test.each([
    [{ type: 'text', text: long(4097) }, 'text should be at most 4096 characters'],
    [{ type: 'text', htmlText: long(4097) }, 'htmlText should be at most 4096 characters'],
    [{ type: 'text', markdownText: long(4097) }, 'markdownText should be at most 4096 characters'],
    [{ type: 'text', text: 'x', blockChatInput: 'yes' }, 'blockChatInput should be a boolean'],
    [{ type: 'image' }, 'mediaUrl is required'],
    [{ type: 'file', mediaUrl: 'a.pdf' }, 'mediaUrl should be an absolute http or https URL'],
    [{ type: 'image', mediaUrl, altText: long(129) }, 'altText should be at most 128 characters'],
    [{ type: 'carousel' }, 'items is required'],
    [{ type: 'carousel', items: [] }, 'items should have between 1 and 10 items'],
    [{ type: 'carousel', items: many(11, item) }, 'items should have between 1 and 10 items'],
    [{ type: 'carousel', items: [item], displaySettings: { imageAspectRatio: 'round' } }, 'displaySettings.imageAspectRatio should be one of horizontal, square'],
    [{ type: 'list', items: many(11, item) }, 'items should have between 1 and 10 items'],
    [{ type: 'list', items: [item], actions: [] }, 'actions should have between 1 and 10 items'],
    [{ type: 'list', items: [item], actions: many(11, link) }, 'actions should have between 1 and 10 items'],
    [{ type: 'list', items: [item], actions: [reply] }, 'actions[0].type should be one of buy, link, postback, webview'],
    [{ type: 'form', fields: [] }, 'fields should have between 1 and 20 items'],
    [{ type: 'form', fields: many(21, field) }, 'fields should have between 1 and 20 items'],
    [{ type: 'location' }, 'coordinates is required'],
    [{ type: 'location', coordinates: { lat: 1 } }, 'coordinates.long is required'],
    [{ type: 'location', coordinates: { lat: 90.1, long: 0 } }, 'coordinates.lat should be between -90 and 90'],
    [{ type: 'location', coordinates: { lat: 0, long: -180.1 } }, 'coordinates.long should be between -180 and 180'],
    [{ type: 'location', coordinates: { lat: '1', long: 0 } }, 'coordinates.lat should be a number'],
    [{ type: 'template' }, 'template is required'],
  ])('%#: %s', (content, title) => expect(titles(content)).toEqual([`content.${title}`]));
});

describe('items', () => {
  const of = (given: object): unknown => titles({ type: 'carousel', items: [{ ...item, ...given }] });

  test.each([
    [{ title: undefined }, 'title is required'],
    [{ title: '' }, 'title should be between 1 and 128 characters'],
    [{ title: long(129) }, 'title should be between 1 and 128 characters'],
    [{ description: long(129) }, 'description should be at most 128 characters'],
    [{ mediaUrl: `https://example.org/${long(2048)}` }, 'mediaUrl should be between 1 and 2048 characters'],
    [{ size: 'huge' }, 'size should be one of compact, large'],
    [{ actions: undefined }, 'actions is required'],
    [{ actions: [] }, 'actions should have between 1 and 3 items'],
    [{ actions: many(4, link) }, 'actions should have between 1 and 3 items'],
    [{ actions: [reply] }, 'actions[0].type should be one of buy, link, postback, webview'],
    [{ actions: [locationRequest] }, 'actions[0].type should be one of buy, link, postback, webview'],
  ])('%#: %s', (given, title) => expect(of(given)).toEqual([`content.items[0].${title}`]));
});

describe('actions', () => {
  const of = (action: object): unknown => titles({ type: 'text', actions: [action] });

  test.each([
    [{ ...buy, amount: 9.99 }, 'amount should be an integer'],
    [{ ...buy, amount: '999' }, 'amount should be an integer'],
    [{ ...buy, currency: 'dollar' }, 'currency should be an ISO 4217 currency code'],
    [{ ...link, uri: 'javascript:alert(1)' }, 'uri should be an absolute URI'],
    [{ ...link, text: undefined }, 'text is required'],
    [{ ...postback, payload: undefined }, 'payload is required'],
    [{ ...reply, payload: undefined }, 'payload is required'],
    [{ ...reply, iconUrl: 'icon.png' }, 'iconUrl should be an absolute http or https URL'],
    [{ ...webview, fallback: undefined }, 'fallback is required'],
    [{ ...webview, size: 'wide' }, 'size should be one of compact, tall, full'],
    [{ ...locationRequest, text: 1 }, 'text should be a string'],
    [{ ...link, metadata: { a: [] } }, 'metadata should hold only strings, numbers and booleans'],
    [{ ...link, extraChannelOptions: { messenger: { webview_share_button: 'show' } } }, 'extraChannelOptions.messenger.webview_share_button should be hide'],
    [{ type: 'dance', text: 'x' }, 'type should be one of buy, link, locationRequest, postback, reply, webview'],
  ])('%#: %s', (action, title) => expect(of(action)).toEqual([`content.actions[0].${title}`]));
});

describe('form fields', () => {
  const of = (given: object): unknown => titles({ type: 'form', fields: [{ ...field, ...given }] });

  test.each([
    [{ type: 'number' }, 'type should be one of email, select, text'],
    [{ name: long(129) }, 'name should be between 1 and 128 characters'],
    [{ label: '' }, 'label should be between 1 and 128 characters'],
    [{ text: long(257) }, 'text should be between 1 and 256 characters'],
    [{ email: long(129) }, 'email should be between 1 and 128 characters'],
    [{ placeholder: long(129) }, 'placeholder should be between 1 and 128 characters'],
    [{ minSize: 0 }, 'minSize should be between 1 and 256'],
    [{ maxSize: 257 }, 'maxSize should be between 1 and 256'],
    [{ options: many(201, { name: 'a', label: 'A' }) }, 'options should have at most 200 items'],
    [{ options: [{ name: 'a' }] }, 'options[0].label is required'],
    [{ format: 'roman' }, 'format should be one of integer, decimal'],
  ])('%#: %s', (given, title) => expect(of(given)).toEqual([`content.fields[0].${title}`]));
});

test('what the server sets is ignored when sent', () => {
  const contents = [
    { type: 'carousel', items: [item], text: 'mine' },
    { type: 'image', mediaUrl, mediaSize: 'big', mediaType: 1 },
    { type: 'form', fields: [field], submitted: true },
    { type: 'location', coordinates, text: 'mine' },
  ];
  for (const content of contents) {
    const read = readBody(MessagePost, { author: { type: 'business' }, content });
    const kept = 'value' in read ? Object.keys(read.value.content) : [];
    expect(kept.filter((name) => ['text', 'mediaSize', 'mediaType', 'submitted'].includes(name))).toEqual([]);
  }
});
