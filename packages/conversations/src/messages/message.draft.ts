import type { Author, Content } from '@parley/contracts';
import type { UserAddress } from '../users/user.address.js';

/** A message whose content has passed every rule, before it has an id. */
export interface MessageDraft {
  readonly conversationId: string;
  /** Who speaks; the business when absent. */
  readonly user?: UserAddress;
  /** What is stored and sent as it is: `author` (what a reader is shown of him), `content`, `source`, `metadata` … */
  readonly body: MessageBody;
}

/** All that a person wrote, and what describes it; stored as one value, so that it can be sealed as one. */
export interface MessageBody {
  readonly author: Pick<Author, 'displayName' | 'avatarUrl' | 'subtypes'>;
  readonly content: Content;
  readonly source: { readonly type: string };
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
  /** What only a channel is to know: `override` and `schema`. Neither answers nor events show it. */
  readonly channel?: object;
}

/** A message as it is stored. */
export interface MessageRow {
  readonly id: string;
  readonly received: Date;
  readonly author_type: 'business' | 'user';
  readonly author_user_id: string | null;
  readonly body: MessageBody;
}
