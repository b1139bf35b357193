/** What is read of an Update (Bot API, "Available types"); the names are Telegram's. */
export interface Update {
  readonly update_id: number;
  readonly message?: Message;
  /** A message as it is since somebody changed it. */
  readonly edited_message?: Message;
  readonly message_reaction?: MessageReactionUpdated;
  readonly callback_query?: CallbackQuery;
  readonly my_chat_member?: ChatMemberUpdated;
}

export interface From {
  readonly id: number;
  readonly is_bot?: boolean;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
}

interface Chat {
  readonly id: number;
  readonly type: string;
}

/** A file that getFile gives. */
export interface TelegramFile {
  readonly file_id: string;
  readonly file_name?: string;
  readonly mime_type?: string;
  readonly file_size?: number;
}

export interface Location {
  readonly latitude: number;
  readonly longitude: number;
}

export interface Message {
  readonly message_id: number;
  readonly date: number;
  readonly edit_date?: number;
  readonly from?: From;
  readonly chat: Chat;
  /** What it answers. */
  readonly reply_to_message?: { readonly message_id: number };
  readonly text?: string;
  readonly caption?: string;
  readonly photo?: readonly TelegramFile[];
  readonly document?: TelegramFile;
  readonly video?: TelegramFile;
  readonly audio?: TelegramFile;
  readonly voice?: TelegramFile;
  readonly video_note?: TelegramFile;
  readonly animation?: TelegramFile;
  readonly sticker?: TelegramFile;
  readonly location?: Location;
  readonly venue?: { readonly location: Location; readonly title?: string; readonly address?: string };
  readonly contact?: { readonly phone_number: string; readonly first_name?: string; readonly last_name?: string };
  readonly dice?: { readonly emoji: string; readonly value: number };
  readonly poll?: { readonly question: string };
  readonly checklist?: { readonly title: string; readonly tasks: readonly { readonly text: string }[] };
  readonly reply_markup?: { readonly inline_keyboard?: readonly (readonly { readonly text: string; readonly callback_data?: string }[])[] };
}

/** What somebody shows that he thinks of a message; `user` is absent where a chat does. */
interface MessageReactionUpdated {
  readonly chat: Chat;
  readonly message_id: number;
  readonly user?: From;
  readonly date: number;
  readonly old_reaction: readonly Reaction[];
  readonly new_reaction: readonly Reaction[];
}

/** Only those of type `emoji` have one. */
export interface Reaction {
  readonly type: string;
  readonly emoji?: string;
}

interface CallbackQuery {
  readonly id: string;
  readonly from: From;
  readonly message?: Message;
  readonly data?: string;
}

interface ChatMemberUpdated {
  readonly date: number;
  readonly from: From;
  readonly chat: Chat;
  readonly new_chat_member: { readonly status: string };
}

/** The account that did it; nothing where the update names none as it should, which is found when it is read. */
export function senderOf({ message, edited_message: edited, message_reaction: reaction, callback_query: query, my_chat_member: member }: Partial<Update>): number | undefined {
  const id: unknown = (message ?? edited)?.from?.id ?? reaction?.user?.id ?? query?.from?.id ?? member?.from?.id;
  return typeof id === 'number' ? id : undefined;
}

/**
 * By what an update is known. Of an edit it is what was edited and when: Telegram may tell of the same one again, under another
 * `update_id`, when something changes that no bot sees (Bot API, Update: edited_message).
 */
export function keyOf({ update_id: id, edited_message: edited }: Update): string {
  return edited === undefined || edited === null ? String(id) : `edit ${JSON.stringify([edited.chat?.id, edited.message_id, edited.edit_date ?? id])}`;
}
