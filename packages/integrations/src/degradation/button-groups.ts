import type { Action } from '@parley/contracts';
import type { ButtonKind } from './capabilities.js';

/** Buttons of one kind: a message has no others. */
export interface ButtonGroup {
  readonly kind: ButtonKind;
  readonly actions: readonly Action[];
}

/** Buttons by kind, in the order in which the first of each stands; and what no kind takes, or more than one takes of it. */
export function buttonGroups(actions: readonly Action[], kinds: readonly ButtonKind[]): { readonly groups: readonly ButtonGroup[]; readonly rest: readonly Action[] } {
  let rest = actions;
  const groups: ButtonGroup[] = [];
  for (const kind of kinds) {
    const group = rest.filter((action) => takes(kind, action));
    if (group.length === 0 || group.length > kind.most) continue;
    groups.push({ kind, actions: group });
    rest = rest.filter((action) => !group.includes(action));
  }
  const place = ({ actions: [first] }: ButtonGroup) => actions.findIndex((action) => action === first);
  return { groups: groups.sort((one, other) => place(one) - place(other)), rest };
}

const takes = ({ actions, schemes }: ButtonKind, action: Action): boolean =>
  actions.includes(action.type) && (action.type !== 'link' || schemes === undefined || schemes.some((scheme) => action.uri.toLowerCase().startsWith(scheme)));
