import type { InboundEvent, InboundMessage, InboundPostback } from '@parley/contracts';
import type { Choice } from '../channels/outbound.js';
import { answerKey } from '../degradation/choice.js';

/** What an answer means, by its key. */
export type Find = (externalId: string, key: string) => Promise<Omit<Choice, 'key'> | undefined>;

/** An event as it was meant: a button's data, and words that answer a choice, are what the business gave them to mean. */
export async function meant(event: InboundEvent, find: Find): Promise<InboundEvent> {
  if (event.kind === 'postback') return pressed(event, find);
  return event.kind === 'message' ? answered(event, find) : event;
}

async function pressed(event: InboundPostback, find: Find): Promise<InboundEvent> {
  const choice = await find(event.person.externalId, event.payload);
  return choice ? { title: choice.title, ...event, payload: choice.payload, ...(choice.metadata && { metadata: choice.metadata }) } : event;
}

async function answered(event: InboundMessage, find: Find): Promise<InboundEvent> {
  const { content, ...told } = event;
  if (content.type !== 'text' || content.text === undefined || content.payload !== undefined) return event;
  const choice = await find(event.person.externalId, answerKey(content.text));
  if (!choice) return event;
  const { action, title, payload, metadata } = choice;
  if (action === 'postback') return { ...told, kind: 'postback', title, payload, ...(metadata && { metadata }) };
  return { ...event, content: { ...content, text: title, payload }, ...(metadata && { metadata }) };
}
