import { describe, expect, test } from '@jest/globals';
import type { Content, FormField, ItemAction } from '@parley/contracts';
import { AppError, type BadRequestErrors } from '@parley/kernel';
import { prepareContent } from './prepare-content.js';

function faults(content: Content): readonly string[] {
  try {
    prepareContent(content);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return (error as BadRequestErrors).titles;
  }
}

const link: ItemAction = { type: 'link', text: 'Open', uri: 'https://example.org' };
const webview = (openOnReceive?: boolean): ItemAction => ({
  type: 'webview', text: 'See', uri: 'https://example.org/in', fallback: 'https://example.org/out', openOnReceive,
});

describe('altText is the file name unless given', () => {
  test.each([
    ['https://example.org/media/taco%20truck.png?size=1', 'taco truck.png'],
    ['https://example.org/m%C3%A9nu.pdf', 'ménu.pdf'],
    ['https://example.org/100%25', '100%'],
    ['https://example.org/a%E9.pdf', 'a%E9.pdf'],
    ['https://example.org/a%00b.pdf', 'ab.pdf'],
    [`https://example.org/${'x'.repeat(200)}`, 'x'.repeat(128)],
    ['https://example.org/', undefined],
    ['https://example.org', undefined],
  ])('%s', (mediaUrl, altText) => {
    expect(prepareContent({ type: 'file', mediaUrl })).toEqual({ type: 'file', mediaUrl, ...(altText && { altText }) });
    expect(prepareContent({ type: 'image', mediaUrl, altText: 'Mine' })).toMatchObject({ altText: 'Mine' });
    expect(prepareContent({ type: 'list', items: [{ title: 'a', mediaUrl, actions: [link] }] })).toEqual({
      type: 'list', items: [{ title: 'a', mediaUrl, actions: [link], ...(altText && { altText }) }],
    });
  });

  test('an item without media has none', () => {
    const content: Content = { type: 'list', items: [{ title: 'a', actions: [link] }] };
    expect(prepareContent(content)).toEqual(content);
  });
});

test('an image has a rich caption, and needs none', () => {
  const mediaUrl = 'https://example.org/';
  expect(prepareContent({ type: 'image', mediaUrl, markdownText: '*a*' })).toEqual({ type: 'image', mediaUrl, htmlText: '<p><em>a</em></p>', text: 'a' });
  expect(faults({ type: 'image', mediaUrl, markdownText: 'a', htmlText: 'b' })).toEqual(['content.htmlText cannot be used with markdownText']);
});

describe('carousel', () => {
  const items = [
    { title: 'Tacos', description: 'Good', mediaUrl: 'https://example.org/', actions: [link, webview()] },
    { title: 'Ramen', actions: [{ type: 'postback', text: 'Buy', payload: 'RAMEN' } as const] },
  ];

  test('is horizontal unless it says square', () => {
    expect(prepareContent({ type: 'carousel', items })).toMatchObject({ displaySettings: { imageAspectRatio: 'horizontal' } });
    expect(prepareContent({ type: 'carousel', items, displaySettings: {} })).toMatchObject({ displaySettings: { imageAspectRatio: 'horizontal' } });
    expect(prepareContent({ type: 'carousel', items, displaySettings: { imageAspectRatio: 'square' } })).toMatchObject({
      displaySettings: { imageAspectRatio: 'square' },
    });
  });

  test('its raw text fallback has neither images nor postbacks', () => {
    expect(prepareContent({ type: 'carousel', items })).toMatchObject({
      text: 'Tacos\nGood\nOpen https://example.org\nSee https://example.org/out\n\nRamen',
    });
  });
});

describe('only one action of a message opens on receive', () => {
  const one = ['content: openOnReceive can be true for only one action of a message'];

  test('one is accepted', () => {
    expect(faults({ type: 'text', actions: [webview(true), webview(false), webview()] })).toEqual([]);
  });
  test('two are refused, in a text or across the items and actions of a list', () => {
    expect(faults({ type: 'text', actions: [webview(true), webview(true)] })).toEqual(one);
    expect(faults({ type: 'list', items: [{ title: 'a', actions: [webview(true)] }], actions: [webview(true)] })).toEqual(one);
    expect(faults({ type: 'carousel', items: [1, 2].map(() => ({ title: 'a', actions: [webview(true)] })) })).toEqual(one);
  });
});

describe('form', () => {
  const form = (...fields: Partial<FormField>[]): Content => ({
    type: 'form', fields: fields.map((field, index) => ({ type: 'text' as const, name: `f${index}`, label: 'L', ...field })),
  });
  const options = [{ name: 'a', label: 'A' }, { name: 'b', label: 'B' }];

  test('is not submitted, and bounds answers to text fields by 1 and 128', () => {
    expect(prepareContent(form({}, { type: 'email' }))).toEqual({
      type: 'form', submitted: false,
      fields: [{ type: 'text', name: 'f0', label: 'L', minSize: 1, maxSize: 128 }, { type: 'email', name: 'f1', label: 'L' }],
    });
  });

  test.each([
    [{ minSize: 5 }, { minSize: 5, maxSize: 128 }],
    [{ maxSize: 5 }, { minSize: 1, maxSize: 5 }],
    [{ minSize: 200 }, { minSize: 200, maxSize: 200 }],
  ])('keeps the bounds %j', (given, kept) => expect(prepareContent(form(given))).toMatchObject({ fields: [kept] }));

  test('sizes mean nothing beyond text fields', () => {
    expect(prepareContent(form({ type: 'email', minSize: 3, maxSize: 5 }))).toMatchObject({ fields: [{ type: 'email', name: 'f0', label: 'L' }] });
    expect(JSON.stringify(prepareContent(form({ type: 'email', minSize: 3 })))).not.toContain('minSize');
  });

  test.each<[string, Content, string]>([
    ['names are unique in a form', form({ name: 'a' }, { name: 'b' }, { name: 'a' }), 'content.fields[2].name should be unique in the form'],
    ['a select has options', form({ type: 'select' }), 'content.fields[0].options is required for a field of type select'],
    ['a select has at least one option', form({ type: 'select', options: [] }), 'content.fields[0].options is required for a field of type select'],
    ['names are unique in a select', form({ type: 'select', options: [...options, { name: 'a', label: 'C' }] }), 'content.fields[0].options[2].name should be unique in the field'],
    ['only a select has options', form({ options }), 'content.fields[0].options is only supported for a field of type select'],
    ['only a text has a format', form({ type: 'email', format: 'integer' }), 'content.fields[0].format is only supported for a field of type text'],
    ['the sizes are in order', form({ minSize: 6, maxSize: 5 }), 'content.fields[0].maxSize should be at least minSize'],
  ])('%s', (_rule, content, title) => expect(faults(content)).toEqual([title]));

  test('a good select passes', () => expect(faults(form({ type: 'select', options }, { format: 'decimal' }))).toEqual([]));

  test('all faults are told at once', () => {
    expect(faults(form({ type: 'select' }, { name: 'f0', options }))).toHaveLength(3);
  });
});

test('a location falls back to text', () => {
  const coordinates = { lat: 45.5, long: -73.5 };
  expect(prepareContent({ type: 'location', coordinates })).toEqual({ type: 'location', coordinates, text: '45.5, -73.5' });
  expect(prepareContent({ type: 'location', coordinates, location: { name: 'Office', address: '1 Street' } })).toMatchObject({
    text: 'Office\n1 Street\n45.5, -73.5',
  });
});

test('a template is passed on as it is', () => {
  const content: Content = { type: 'template', template: { name: 'x', components: [{ a: 1 }] } };
  expect(prepareContent(content)).toBe(content);
});

test('a formResponse cannot be sent through the API', () => {
  expect(faults({ type: 'formResponse', fields: [] })).toEqual(['content.type formResponse cannot be sent through the API']);
});
