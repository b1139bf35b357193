import { Ajv2020 } from 'ajv/dist/2020.js';
import { MESSAGES, SCHEMA } from './overlay.js';

interface Rows {
  readonly sections?: readonly { readonly title?: string; readonly rows?: readonly { readonly id: string }[] }[];
}

const areDistinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

// The rules of one field among several name fields that the schema around them describes, which the two settings would not see.
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, formats: { url: /^https?:\/\/[^\s<>]+$/, uri: /^[a-z][a-z0-9+.-]*:\S+$/, email: /^\S+@\S+$/, date: /^\d{4}-\d\d-\d\d$/ } });
ajv.addKeyword({ keyword: 'distinctTitles', type: 'array', validate: (_: boolean, buttons: readonly { readonly reply?: { readonly title?: string; readonly id?: string } }[]) =>
  areDistinct(buttons.map(({ reply }) => reply?.title)) && areDistinct(buttons.map(({ reply }) => reply?.id)) });
ajv.addKeyword({ keyword: 'listOfTen', type: 'object', validate: (_: boolean, { sections = [] }: Rows) => {
  const rows = sections.flatMap(({ rows: own = [] }) => own);
  return rows.length <= 10 && areDistinct(rows.map(({ id }) => id)) && (sections.length < 2 || sections.every(({ title }) => title !== undefined));
} });
ajv.addSchema(SCHEMA);

/** What is wrong with the JSON body of POST /{phone-number-id}/messages, by Meta's schema for its `type` and our edits; nothing if it is right. */
export function validateRequest(body: unknown): readonly string[] {
  const { type, status } = (typeof body === 'object' && body !== null ? body : {}) as { readonly type?: string; readonly status?: string };
  if (status !== undefined) return problems('Read', body);
  return type !== undefined && Object.hasOwn(MESSAGES, type) ? problems(MESSAGES[type as keyof typeof MESSAGES], body) : [`there is no message of type ${String(type)}`];
}

/** What is wrong with the JSON body of POST /{account-id}/subscribed_apps. */
export const validateSubscription = (body: unknown): readonly string[] => problems('Subscription', body);

/** Why Meta would not send a notification of an account's. */
export function notificationProblems(account: string, notification: unknown): readonly string[] {
  const found = problems('Notification', notification);
  if (found.length > 0) return found;
  const { entry } = notification as { readonly entry: readonly { readonly id: string }[] };
  return entry.filter(({ id }) => id !== account).map(({ id }) => `there is something of ${id}`);
}

function problems(name: string, value: unknown): readonly string[] {
  const validate = ajv.getSchema(`whatsapp#/$defs/${name}`);
  if (validate === undefined) throw new Error(`no schema of ${name}`);
  return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message = '', params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`);
}
