import type { AppSettings } from '@parley/contracts';
import { AppError } from '@parley/kernel';

/** What was set; what was not follows the default of the version that reads it. */
export type StoredSettings = Readonly<AppSettings>;

/** Semantics §4; conversationRetentionSeconds is unset: messages are kept. */
const DEFAULTS = {
  maskCreditCardNumbers: true,
  useAnimalNames: false,
  echoPostback: false,
  ignoreAutoConversationStart: false,
  multiConvoEnabled: false,
  appLocalizationEnabled: false,
  endSessionEnabled: false,
  disableConversationReopen: false,
} as const satisfies Required<Omit<AppSettings, 'conversationRetentionSeconds'>>;

/** Every setting as it holds: the default where none was set. */
export const withDefaults = (stored: StoredSettings): AppSettings => ({ ...DEFAULTS, ...stored });

const NEED_MULTI_CONVO = ['endSessionEnabled', 'disableConversationReopen'] as const;

/**
 * The settings after a change. Raises bad_request when it switches multiConvoEnabled off again,
 * or switches on what needs it without it (semantics §4).
 */
export function changeSettings(current: StoredSettings, change: AppSettings = {}): StoredSettings {
  if (current.multiConvoEnabled && change.multiConvoEnabled === false) {
    throw new AppError('bad_request', 'settings.multiConvoEnabled cannot be disabled once it is enabled');
  }
  const next = { ...current, ...change };
  const lacking = next.multiConvoEnabled ? undefined : NEED_MULTI_CONVO.find((name) => next[name]);
  if (lacking !== undefined) throw new AppError('bad_request', `settings.${lacking} requires settings.multiConvoEnabled`);
  return next;
}
