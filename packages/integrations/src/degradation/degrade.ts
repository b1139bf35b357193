import type { Action, Content, ImageContent, TextContent } from '@parley/contracts';
import { buttonGroups, type ButtonGroup } from './button-groups.js';
import type { ButtonKind, Capabilities } from './capabilities.js';
import { ChoiceList, isAnswered } from './choice-list.js';
import type { Choice } from './choice.js';
import { actionText } from './fallback-text.js';
import { plus, says, textFits, textPieces, type Said } from './said.js';
import { simpler, type IsStored } from './simpler.js';
import { NO_TITLE, titled, type Titled } from './titles.js';

/** A content that a channel shows as it is: one message of the vendor's. */
export interface Shown {
  readonly content: Content;
  /** The kind of its buttons, if it has any: all of them are of it. */
  readonly buttons?: ButtonKind;
}

export interface Degraded {
  /** In the order in which they are sent; none where the channel can show nothing of it. */
  readonly contents: readonly Shown[];
  readonly choices: readonly Choice[];
}

const NOTHING: IsStored = () => false;

/** What a message comes to on a channel: the same for the same message. `id` tells its choices from those of others. */
export function degrade({ id, content, isStored = NOTHING }: { readonly id: string; readonly content: Content; readonly isStored?: IsStored }, channel: Capabilities): Degraded {
  const choices = new ChoiceList(id);
  const dressing = new Dressing(channel, choices);
  const contents = simpler(content, channel, isStored).flatMap((one) => dressing.shown(one));
  return { contents, choices: choices.all };
}

/** Gives one content the texts and the buttons that its channel takes. */
class Dressing {
  constructor(private readonly channel: Capabilities, private readonly choices: ChoiceList) {}

  shown(content: Content): readonly Shown[] {
    if (content.type !== 'text' && content.type !== 'image' && content.type !== 'file') return [{ content }];
    const actions = 'actions' in content ? (content.actions ?? []).map(withoutWebview) : [];
    const { groups, rest } = buttonGroups(actions, this.channel.buttons);
    const [first, ...others] = groups;
    return [...this.body(plus(bare(content, this.channel), this.lines(rest)), first), ...others.flatMap((group) => this.texts({ type: 'text' }, group))];
  }

  /** A text, or a file with its caption and the buttons; where it cannot have them, they come as a text behind it. */
  private body(said: Said, group: ButtonGroup | undefined): readonly Shown[] {
    if (said.type === 'text') return this.texts(said, group);
    const whole = group === undefined ? { said, buttons: [] } : withTitles(said, group);
    const limits = [this.channel[said.type]?.caption, group?.kind.text];
    const takesButtons = group === undefined || (said.type === 'image' && group.kind.on.includes('image'));
    if (takesButtons && limits.every((limit) => textFits(whole.said, limit, this.channel))) return [this.dressed(whole, group)];
    const { text, htmlText, ...alone } = said;
    return [{ content: alone }, ...this.texts({ type: 'text', ...(text !== undefined && { text }), ...(htmlText !== undefined && { htmlText }) }, group)];
  }

  /** A text as messages; the last has the buttons. */
  private texts(text: TextContent, group: ButtonGroup | undefined): readonly Shown[] {
    const { said, buttons } = group === undefined ? { said: text, buttons: [] } : withTitles(text, group);
    const pieces = textPieces(said, group?.kind.text, this.channel);
    return pieces.map((piece, index) => (index === pieces.length - 1 ? this.dressed({ said: piece, buttons }, group) : { content: piece }));
  }

  private dressed({ said, buttons }: Whole<Said>, group: ButtonGroup | undefined): Shown {
    if (group === undefined) return { content: said };
    // `body` has asked whether this content can have buttons
    return { content: { ...said, actions: buttons.map((button) => this.choices.button(button, group.kind)) } as TextContent | ImageContent, buttons: group.kind };
  }

  /** What is said of buttons that the channel does not have. */
  private lines(actions: readonly Action[]): readonly string[] {
    const line = (action: Action) => (isAnswered(action) && this.channel.answers === 'numbers' ? this.choices.numbered(action) : actionText(action));
    return actions.flatMap((action) => line(action) || []);
  }
}

/** openapi.yaml, webview: "Channels that do not support webviews will open the fallback URI instead." */
function withoutWebview(action: Action): Action {
  if (action.type !== 'webview') return action;
  const { text, fallback: uri, metadata } = action;
  return { type: 'link', text, uri, ...(metadata && { metadata }) };
}

interface Whole<T extends Said> {
  readonly said: T;
  readonly buttons: readonly Titled[];
}

/** What is said beside buttons: also the titles that are cut, and all of them where a text would say nothing. */
function withTitles<T extends Said>(said: T, { kind, actions }: ButtonGroup): Whole<T> {
  const buttons = titled(actions, kind);
  const silent = said.type === 'text' && !says(said);
  const titles = buttons.filter(({ cut }) => silent || cut).map(({ action, title }) => action.text.trim() || title || NO_TITLE);
  return { said: plus(said, titles), buttons };
}

function bare(content: Said & { readonly actions?: unknown }, { html }: Capabilities): Said {
  const { actions: _actions, htmlText, ...rest } = content;
  return html && htmlText !== undefined ? { ...rest, htmlText } : rest;
}
