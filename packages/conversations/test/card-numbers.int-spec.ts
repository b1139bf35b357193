import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Content } from '@parley/contracts';
import { createApp, createConversation, messageBodies, outboxEvents } from '@parley/testing';
import { all, Harness } from './harness.js';

const CARD = '4111 1111 1111 1111';
const HIDDEN = '**** **** **** 1111';

describe('maskCreditCardNumbers: "whether credit card numbers should be masked" (openapi.yaml, appSettings)', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.close());

  /** What a content is after it was posted to an app with these settings: answered, listed, sent, and all that is stored. */
  async function post(settings: object, content: Content) {
    const { id } = await createApp(harness.test, { settings });
    const { id: conversationId } = await createConversation(harness.test, id);
    const { messages } = harness.first;
    const [answered] = await messages.post(harness.context(id), { conversationId, message: { author: { type: 'business' }, content } });
    const listed = (await messages.list(harness.context(id), { conversationId, page: all })).items[0];
    const [event] = await outboxEvents(harness.test, id);
    const stored = await messageBodies(harness.test, id, conversationId);
    expect(listed?.content).toEqual(answered?.content);
    expect(event?.payload).toMatchObject({ message: { content: answered?.content } });
    return { content: answered?.content, stored: JSON.stringify(stored) };
  }

  it.each([{}, { maskCreditCardNumbers: true }])('is on by default: a number is masked before it is stored, answered, listed or sent (%j)', async (settings) => {
    const { content, stored } = await post(settings, { type: 'text', text: `My card is ${CARD}.` });
    expect(content).toEqual({ type: 'text', text: `My card is ${HIDDEN}.` });
    expect(stored).not.toContain(CARD);
  });

  it('switched off, nothing is changed', async () => {
    const { content } = await post({ maskCreditCardNumbers: false }, { type: 'text', text: CARD });
    expect(content).toEqual({ type: 'text', text: CARD });
  });

  it('holds for HTML and Markdown, and the text that is made of them', async () => {
    expect((await post({}, { type: 'text', htmlText: `<p>${CARD}</p>` })).content).toEqual({ type: 'text', text: HIDDEN, htmlText: `<p>${HIDDEN}</p>` });
    expect((await post({}, { type: 'text', markdownText: '4111 **1111** 1111 1111' })).content).toEqual({
      type: 'text', text: HIDDEN, htmlText: '<p>**** <strong>****</strong> **** 1111</p>',
    });
  });

  it('holds for what every other content shows', async () => {
    const contents: Content[] = [
      { type: 'image', mediaUrl: 'https://example.org/a.png', text: CARD, altText: CARD },
      { type: 'carousel', items: [{ title: CARD, description: CARD, actions: [{ type: 'postback', text: CARD, payload: 'p' }] }] },
      { type: 'list', items: [{ title: CARD, actions: [{ type: 'postback', text: CARD, payload: 'p' }] }] },
      { type: 'form', text: CARD, fields: [{ type: 'select', name: 'n', label: CARD, placeholder: CARD, options: [{ name: 'o', label: CARD }] }] },
      { type: 'location', coordinates: { lat: 1, long: 2 }, location: { name: CARD, address: CARD } },
      { type: 'template', template: { components: [{ type: 'body', parameters: [{ type: 'text', text: CARD }] }] } },
    ];
    for (const content of contents) {
      const { stored } = await post({}, content);
      expect(stored).toContain(HIDDEN);
      expect(stored).not.toContain(CARD);
    }
  });
});
