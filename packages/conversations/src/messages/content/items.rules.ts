import type { CarouselContent, Item, ItemAction, ListContent } from '@parley/contracts';
import { altTextOf } from './alt-text.js';

/** Horizontal images unless it says square; `text` is the fallback of channels without carousels (openapi.yaml, schema `carouselMessage`). */
export function prepareCarousel(content: CarouselContent): CarouselContent {
  return {
    ...content,
    text: content.items.map(itemText).join('\n\n'),
    items: content.items.map(prepareItem),
    displaySettings: { imageAspectRatio: content.displaySettings?.imageAspectRatio ?? 'horizontal' },
  };
}

/** A list as it is stored: its items get the `altText` that their media need, as a carousel's do. */
export const prepareList = (content: ListContent): ListContent => ({ ...content, items: content.items.map(prepareItem) });

const prepareItem = (item: Item): Item => ({ ...item, ...altTextOf(item) });

/** "The raw text fallback does not include any images or postback message actions." */
const itemText = ({ title, description, actions }: Item): string =>
  [title, description, ...actions.map(actionText)].filter(Boolean).join('\n');

function actionText(action: ItemAction): string | undefined {
  if (action.type === 'link') return `${action.text} ${action.uri}`;
  return action.type === 'webview' ? `${action.text} ${action.fallback}` : undefined;
}
