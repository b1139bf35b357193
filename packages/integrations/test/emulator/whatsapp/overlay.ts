import { closed, plain, PUBLISHED, type Schema, type Schemas } from './schema.js';

/** Messages by their `type`, and the schema of each. */
export const MESSAGES = {
  text: 'TextMessage', audio: 'AudioMessage', document: 'DocumentMessage', image: 'ImageMessage', location: 'LocationMessage', video: 'VideoMessage', sticker: 'StickerMessage',
  reaction: 'ReactionMessage', interactive: 'InteractiveMessage', template: 'TemplateMessage', contacts: 'ContactsMessage',
} as const;

const text = (most: number): Schema => ({ type: 'string', minLength: 1, maxLength: most });
const id = (most: number): Schema => ({ ...text(most), pattern: '^\\S(?:[^]*\\S)?$' });
const object = (required: readonly string[], properties: Schemas): Schema => ({ type: 'object', required, properties, additionalProperties: false });
const linkOr = (more: Schemas): Schema => ({
  oneOf: [object(['id'], { id: { type: 'string' }, ...more }), object(['link'], { link: { type: 'string', format: 'url' }, ...more })],
});

/** Edit 1: a message is closed as a whole; what is its own kind's cannot be, beside what all have in common. */
function whole(name: string, own: Schema): Schema {
  const { additionalProperties: _never, ...rest } = PUBLISHED[name]?.allOf?.[1] ?? {};
  return { allOf: [{ $ref: '#/$defs/BaseMessageProperties' }, plain({ ...rest, properties: { ...rest.properties, ...own } }) as Schema], unevaluatedProperties: false };
}

const CAPTION = { caption: text(1024) };
const OWN: Readonly<Record<keyof typeof MESSAGES, Schema>> = {
  // Edit 7: lengths that only the pages tell.
  text: { text: object(['body'], { body: text(4096), preview_url: { type: 'boolean' } }) },
  // Edit 6: what a file is named and captioned with, which only the examples show.
  audio: { audio: linkOr({}) }, image: { image: linkOr(CAPTION) }, video: { video: linkOr(CAPTION) }, sticker: { sticker: linkOr({}) },
  document: { document: linkOr({ ...CAPTION, filename: { type: 'string', minLength: 1 } }) },
  // Edit 3: numbers, as in the examples, or the strings of the schema.
  location: { location: object(['latitude', 'longitude'], { latitude: { type: ['number', 'string'] as never }, longitude: { type: ['number', 'string'] as never }, name: text(1000), address: text(1000) }) },
  reaction: {}, interactive: {}, template: {}, contacts: {},
};

/** Edit 4: kinds of interactive messages that the schema leaves out, and their actions. */
const MORE_ACTIONS: readonly Schema[] = [
  object(['name', 'parameters'], { name: { enum: ['cta_url'] }, parameters: object(['display_text', 'url'], { display_text: text(20), url: { type: 'string', format: 'url' } }) }),
  object(['name'], { name: { enum: ['send_location'] } }),
];
const when = (type: string, action: Schema): Schema => ({ if: { properties: { type: { const: type } } }, then: { required: ['body', 'action'], properties: { action } } });
const KINDS = [
  when('button', { required: ['buttons'] }), when('list', { required: ['sections'] }),
  when('cta_url', { required: ['name'], properties: { name: { const: 'cta_url' } } }), when('location_request_message', { required: ['name'], properties: { name: { const: 'send_location' } } }),
];

function interactive(): Schemas {
  const [list, buttons, ...others] = (closed(plain(PUBLISHED['ActionObject']) as Schema)).oneOf ?? [];
  const { properties } = closed(plain(PUBLISHED['InteractiveObject']) as Schema);
  const kinds = [...(properties?.['type']?.enum ?? []), 'cta_url', 'location_request_message'];
  const button = object(['type', 'reply'], { type: { enum: ['reply'] }, reply: object(['id', 'title'], { id: id(256), title: text(20) }) });
  const row = object(['id', 'title'], { id: id(200), title: text(24), description: { type: 'string', maxLength: 72 } });
  const section = (closed(plain(PUBLISHED['SectionObject']) as Schema)).properties;
  return {
    InteractiveObject: { type: 'object', required: ['type', 'action'], properties: { ...properties, type: { enum: kinds } }, additionalProperties: false, allOf: KINDS },
    BodyObject: object(['text'], { text: text(1024) }),
    SectionObject: { type: 'object', properties: { ...section, rows: { type: 'array', minItems: 1, maxItems: 10, items: row } }, additionalProperties: false },
    ActionObject: {
      oneOf: [
        { ...list, properties: { ...list?.properties, button: text(20) }, listOfTen: true },
        { ...buttons, properties: { buttons: { type: 'array', minItems: 1, maxItems: 3, items: button, distinctTitles: true } } },
        ...others, ...MORE_ACTIONS,
      ],
    },
  };
}

/** Edits 2 and 4: a language needs no policy; a template's buttons have places 0 to 9, and kinds that the schema does not know. */
const TEMPLATE: Schemas = {
  LanguageObject: object(['code'], { policy: { enum: ['deterministic'] }, code: text(40) }),
  TemplateComponent: object(['type'], {
    type: { enum: ['header', 'body', 'button', 'carousel', 'limited_time_offer'] }, sub_type: { enum: ['quick_reply', 'url', 'catalog', 'flow', 'copy_code', 'mpm', 'voice_call'] },
    parameters: { type: 'array', items: { type: 'object' } }, cards: { type: 'array' }, index: { anyOf: [{ type: 'integer', minimum: 0, maximum: 9 }, { type: 'string', pattern: '^[0-9]$' }] },
  }),
};

/** Edit 5: what says that a message was read, alone or with a sign of typing, is no message. */
const READ = object(['messaging_product', 'status', 'message_id'], {
  messaging_product: { const: 'whatsapp' }, status: { const: 'read' }, message_id: { type: 'string' }, typing_indicator: object(['type'], { type: { const: 'text' } }),
});

/** Edit 10: an account's own callback ("Webhook overrides"). */
const SUBSCRIPTION = object(['override_callback_uri', 'verify_token'], { override_callback_uri: { ...text(200), format: 'url' }, verify_token: { type: 'string', minLength: 1 } });

/** Edit 11: of notifications, what all the examples have in common. */
const NOTIFICATION = object(['object', 'entry'], {
  object: { const: 'whatsapp_business_account' },
  entry: { type: 'array', minItems: 1, items: object(['id', 'changes'], { id: { type: 'string' }, changes: { type: 'array', minItems: 1, items: object(['field', 'value'], { field: text(100), value: { type: 'object' } }) } }) },
});

/** Edit 8: somebody may be named by a business-scoped id (2026), in a field of its own. */
const BASE: Schema = {
  type: 'object', required: ['messaging_product', 'recipient_type', 'type'], oneOf: [{ required: ['to'] }, { required: ['recipient'] }],
  properties: {
    messaging_product: { const: 'whatsapp' }, recipient_type: { enum: ['individual', 'group'] }, type: { type: 'string' }, context: { $ref: '#/$defs/MessageContext' },
    to: { type: 'string', pattern: '^\\+?[0-9]{1,20}$' }, recipient: { type: 'string', pattern: '^[A-Z]{2}\\.(?:ENT\\.)?[0-9A-Za-z]{1,128}$' },
  },
};

/** Meta's schemas with the edits of README.md. */
export const SCHEMA = {
  $id: 'whatsapp',
  $defs: {
    ...Object.fromEntries(Object.entries(PUBLISHED).map(([name, schema]) => [name, closed(plain(schema) as Schema)])),
    ...Object.fromEntries(Object.entries(MESSAGES).map(([type, name]) => [name, whole(name, OWN[type as keyof typeof MESSAGES])])),
    ...interactive(), ...TEMPLATE,
    BaseMessageProperties: BASE,
    MessageContext: object(['message_id'], { message_id: text(1000) }),
    Read: READ, Subscription: SUBSCRIPTION, Notification: NOTIFICATION,
    Message: {},
  },
};
