import type { Action, Content, Item, ItemAction } from '@parley/contracts';

/** "Only one action per message can be set to true" (openapi.yaml, webview, `openOnReceive`), wherever its actions stand. */
export function checkActions(content: Content, faults: string[]): void {
  if (actionsOf(content).filter(opensOnReceive).length > 1) {
    faults.push('content: openOnReceive can be true for only one action of a message');
  }
}

const opensOnReceive = (action: Action | ItemAction): boolean => action.type === 'webview' && action.openOnReceive === true;

function actionsOf(content: Content): readonly (Action | ItemAction)[] {
  const own = 'actions' in content ? content.actions ?? [] : [];
  const items: readonly Item[] = 'items' in content ? content.items : [];
  return [...own, ...items.flatMap((item) => item.actions)];
}
