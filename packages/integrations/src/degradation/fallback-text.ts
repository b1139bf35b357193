import type { Action, CarouselContent, FormContent, FormResponseContent, Item, ItemAction, ListContent, LocationContent } from '@parley/contracts';

const lines = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join('\n');

/** openapi.yaml, `carouselMessage`: "The raw text fallback does not include any images or postback message actions." */
export const itemsText = ({ items, ...content }: CarouselContent | ListContent): string =>
  ('text' in content ? content.text : undefined)
  ?? [...items.map(itemText), lines(...('actions' in content ? (content.actions ?? []) : []).map(addressText))].filter(Boolean).join('\n\n');

const itemText = ({ title, description, actions }: Item): string => lines(title, description, ...actions.map(addressText));

/** What an item says beside its picture and its buttons. */
export const itemCaption = ({ title, description }: Item): string => lines(title, description);

function addressText(action: ItemAction): string | undefined {
  if (action.type === 'link') return titled(action.text, action.uri);
  return action.type === 'webview' ? titled(action.text, action.fallback) : undefined;
}

/** openapi.yaml, `locationMessage.text`: "The fallback text message used when location messages are not supported by the channel." */
export const locationText = ({ text, coordinates: { lat, long }, location }: LocationContent): string =>
  text ?? lines(location?.name, location?.address, `${lat}, ${long}`);

/** The text of a form, and what it asks: whoever has no form can answer in words. */
export const formText = ({ text, fields }: FormContent): string =>
  lines(text, ...fields.map(({ label, options = [] }) => (options.length === 0 ? label : `${label}: ${options.map((option) => option.label).join(', ')}`)));

/** openapi.yaml, `formResponseMessage.textFallback`: "A string containing the `label: value` of all fields, each separated by a newline character." */
export const formResponseText = ({ textFallback, fields }: FormResponseContent): string =>
  textFallback ?? lines(...fields.map(({ label, text, email, select }) => `${label}: ${text ?? email ?? (select ?? []).map((option) => option.label).join(', ')}`));

/** What a button says where there are none; nothing where all that it says is a payload. */
export function actionText(action: Action): string | undefined {
  switch (action.type) {
    case 'link':
      return titled(action.text, action.uri);
    case 'webview':
      return titled(action.text, action.fallback);
    case 'buy':
      // "in cents (9.99$ is 999)"
      return titled(action.text, [(action.amount / 100).toFixed(2), action.currency?.toUpperCase()].filter(Boolean).join(' '));
    case 'locationRequest':
    case 'reply':
      return action.text;
    case 'postback':
      return undefined;
  }
}

const titled = (title: string, what: string): string => (title.trim() === '' || title === what ? what : `${title} ${what}`);
