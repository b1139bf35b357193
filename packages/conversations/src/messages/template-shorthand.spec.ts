import { describe, expect, it } from '@jest/globals';
import { BadRequestErrors } from '@parley/kernel';
import fc from 'fast-check';
import { draftMessage } from './message.composition.js';
import { templateIn } from './template-shorthand.js';

const parameters = (...texts: string[]) => texts.map((text) => ({ type: 'text', text }));

describe('a template in shorthand', () => {
  it.each<[string, string, object]>([
    [
      'in one line', '&((namespace=[[namespace]] template=[[order_ready]] fallback=[[It is ready]] language=[[en_US]] body_text=[[Ada]]))&',
      { fallback: 'It is ready', template: { name: 'order_ready', language: { code: 'en_US' }, components: [{ type: 'body', parameters: parameters('Ada') }] } },
    ],
    [
      'in several, without a language', '&((\n namespace=[[namespace]]\n template=[[order_ready]]\n fallback=[[It is ready]]\n))&',
      { fallback: 'It is ready', template: { name: 'order_ready' } },
    ],
    [
      'without blanks, with a document, two words and a button', '&((namespace=[[n]]template=[[t]]fallback=[[f]]language=[[fr]]header_document=[[https://example.com/a.pdf]]body_text=[[1]]body_text=[[2]]button_index=[[1]]button_url=[[orders/7]]))&',
      {
        fallback: 'f',
        template: {
          name: 't', language: { code: 'fr' },
          components: [
            { type: 'header', parameters: [{ type: 'document', document: { link: 'https://example.com/a.pdf' } }] }, { type: 'body', parameters: parameters('1', '2') },
            { type: 'button', sub_type: 'url', index: '1', parameters: parameters('orders/7') },
          ],
        },
      },
    ],
    ['with a text above', '&((template=[[t]]fallback=[[f]]header_text=[[Hi]]))&', { fallback: 'f', template: { name: 't', components: [{ type: 'header', parameters: parameters('Hi') }] } }],
  ])('%s', (_, text, expected) => {
    expect(templateIn({ text })).toEqual(expected);
    expect(templateIn({ markdownText: text })).toEqual(expected);
  });

  it.each([
    'Order ready', '', '&((', '&((template))&', 'if (a &((b)) & c)', 'x=[[1]]', '%[Yes](reply:YES)',
  ])('is not what is written so: %s', (text) => {
    expect(templateIn({ text })).toBeUndefined();
  });

  it.each<[string, string, string]>([
    ['words before it', 'Hi &((template=[[t]]fallback=[[f]]))&', 'nothing beside'],
    ['words behind it', '&((template=[[t]]fallback=[[f]]))& Bye', 'nothing beside'],
    ['two', '&((template=[[t]]fallback=[[f]]))&&((template=[[t]]fallback=[[f]]))&', 'nothing beside'],
    ['no end', '&((template=[[t]]fallback=[[f]]', 'name=[[value]]'],
    ['a value without an end', '&((template=[[t]]fallback=[[f))&', 'name=[[value]]'],
    ['words between fields', '&((template=[[t]], fallback=[[f]]))&', 'name=[[value]]'],
    ['no template', '&((namespace=[[n]]fallback=[[f]]))&', 'template and fallback'],
    ['no fallback', '&((template=[[t]]))&', 'template and fallback'],
    ['an empty fallback', '&((template=[[t]]fallback=[[ ]]))&', 'template and fallback'],
    ['two templates', '&((template=[[t]]template=[[u]]fallback=[[f]]))&', 'template once'],
    ['two headers', '&((template=[[t]]fallback=[[f]]header_text=[[a]]header_image=[[https://example.com/]]))&', 'one header'],
    ['a header that is no address', '&((template=[[t]]fallback=[[f]]header_image=[[javascript:1]]))&', 'URL as header_image'],
    ['a field that is not there', '&((template=[[t]]fallback=[[f]]colour=[[secret]]))&', 'no other fields'],
    ['an index alone', '&((template=[[t]]fallback=[[f]]button_index=[[1]]))&', 'button_url behind'],
    ['an address without an index', '&((template=[[t]]fallback=[[f]]button_url=[[a]]))&', 'button_url behind'],
    ['a tenth button', '&((template=[[t]]fallback=[[f]]button_index=[[10]]button_url=[[a]]))&', 'digit'],
  ])('with %s is refused, naming the field and nothing that was written', (_, text, why) => {
    const fault = ((): unknown => {
      try {
        return templateIn({ text });
      } catch (error) {
        return error;
      }
    })();
    expect(fault).toBeInstanceOf(BadRequestErrors);
    expect((fault as BadRequestErrors).titles).toEqual([expect.stringMatching(new RegExp(`^content\\.text should.*${why.replaceAll(/[[\]]/g, '\\$&')}`))]);
    expect(String((fault as Error).message)).not.toContain('secret');
  });

  it('whatever is written: it is read, is none, or is refused; what is written by the rules is read back', () => {
    const piece = fc.oneof(fc.constantFrom('&((', '))&', '=[[', ']]', 'template', 'fallback', 'body_text', ' ', '\n', '[', ']'), fc.string({ unit: 'binary', maxLength: 8 }));
    fc.assert(fc.property(fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')), (text) => {
      try {
        templateIn({ text });
      } catch (error) {
        expect(error).toBeInstanceOf(BadRequestErrors);
      }
    }));
    const value = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((one) => !one.includes(']]') && !one.endsWith(']'));
    const blank = fc.constantFrom('', ' ', '\n  ');
    fc.assert(fc.property(value, value.filter((one) => one.trim() !== ''), fc.array(value, { maxLength: 5 }), blank, (name, fallback, words, between) => {
      const fields = [`template=[[${name}]]`, ...words.map((word) => `body_text=[[${word}]]`), `fallback=[[${fallback}]]`];
      expect(templateIn({ text: `&((${between}${fields.join(between)}${between}))&` })).toEqual({
        fallback, template: { name, ...(words.length > 0 && { components: [{ type: 'body', parameters: parameters(...words) }] }) },
      });
    }));
  });
});

describe('a message in shorthand', () => {
  const TEXT = '&((template=[[order_ready]] fallback=[[It is ready]]))&';
  const post = (more: object = {}) => draftMessage('c', { author: { type: 'business' }, content: { type: 'text', text: TEXT }, ...more } as never);

  it('is its fallback for everybody, and the template for the channel that has templates', () => {
    expect(post()).toMatchObject({
      body: { content: { type: 'text', text: 'It is ready' }, channel: { override: { whatsapp: { payload: { type: 'template', template: { name: 'order_ready' } } } } } },
    });
    expect(post({ content: { type: 'text', markdownText: TEXT }, override: { line: { payload: { a: 1 } } } }).body).toMatchObject({ content: { type: 'text', text: 'It is ready' }, channel: { override: { line: { payload: { a: 1 } }, whatsapp: {} } } });
    expect(post({ content: { type: 'text', htmlText: TEXT } }).body.content).toEqual({ type: 'text', text: 'It is ready' });
  });

  it('is not with a payload of one’s own, and is what it is where a person writes it', () => {
    expect(() => post({ override: { whatsapp: { payload: { type: 'text' } } } })).toThrow(BadRequestErrors);
    expect(post({ author: { type: 'user', userId: 'u' } }).body.content).toEqual({ type: 'text', text: TEXT });
  });
});
