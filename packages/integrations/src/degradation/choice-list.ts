import type { Action, PostbackAction, ReplyAction } from '@parley/contracts';
import type { ButtonKind } from './capabilities.js';
import { answerKey, type Choice } from './choice.js';
import { fits } from './text/text-limit.js';
import type { Titled } from './titles.js';

type Answered = ReplyAction | PostbackAction;

export const isAnswered = (action: Action): action is Answered => action.type === 'reply' || action.type === 'postback';

/** The choices of one message. Keys are the same whenever the message is degraded. */
export class ChoiceList {
  readonly all: Choice[] = [];
  private keys = 0;
  private numbers = 0;

  constructor(private readonly messageId: string) {}

  /** A button as it is sent: where its payload does not come back, or would come back without its metadata, a key stands for both. */
  button({ action, title }: Titled, { answer }: ButtonKind): Action {
    if (!isAnswered(action)) return { ...action, text: title };
    if (answer === 'title') {
      this.add(answerKey(title), action);
      return { ...action, text: title };
    }
    const whole = action.payload !== '' && fits(action.payload, answer) && Object.keys(action.metadata ?? {}).length === 0;
    if (whole) return { ...action, text: title };
    this.keys += 1;
    const key = `parley:${this.messageId}:${this.keys}`;
    this.add(key, action);
    return { ...action, text: title, payload: key };
  }

  /** A choice by a number, which no other of the message has; who writes its title instead means it as well. */
  numbered(action: Answered): string {
    this.numbers += 1;
    this.add(String(this.numbers), action);
    const title = answerKey(action.text);
    // of "1. 2" and "2. 3" a 2 means the second
    if (!/^\d*$/.test(title)) this.add(title, action);
    return `${this.numbers}. ${action.text}`.trim();
  }

  private add(key: string, { type, text: title, payload, metadata }: Answered): void {
    if (this.all.some((choice) => choice.key === key)) return;
    this.all.push({ key, action: type, title, payload, ...(metadata && { metadata }) });
  }
}
