import type { AcceptedDifference } from '../openapi/accepted.js';

const differences = (reason: string, ...patterns: readonly string[]): AcceptedDifference[] => patterns.map((pattern) => ({ pattern, reason }));

/** Where our document differs from the reference, and why. A line that no difference needs any more fails the comparison. */
export const ACCEPTED: readonly AcceptedDifference[] = [
  ...differences('Switchboards come with a later issue; absent means that none is set.', '*witchboardIntegration: missing'),
  ...differences('Clients and devices come with a later issue; they are in webhooks only.', '*.source.client: missing', '*.source.device: missing'),
  ...differences('Zendesk only (semantics.md 5).', '*.zendeskId: missing'),
  ...differences('The reference writes the bounds of the array into its items, where they mean nothing.', '*author.subtypes minItems: none, ours 1', '*author.subtypes maxItems: none, ours 1', '*author.subtypes[] minItems: 1, ours none', '*author.subtypes[] maxItems: 1, ours none', '*author.subtypes[] uniqueItems: true, ours none'),
  ...differences('An external id has 1 to 1024 characters where it is set (userCreateBody): no other can be found.', '*serExternalId minLength: none, ours 1', '*serExternalId maxLength: none, ours 1024'),
  ...differences('The range of a number that we store, and of degrees on the earth.', '*conversationRetentionSeconds maximum: none, ours 2147483647', '*coordinates.lat m*imum: none, ours *', '*coordinates.long m*imum: none, ours *'),
  ...differences('A price is not negative.', '*<buy>.amount minimum: none, ours 0'),
  ...differences('An empty URL is none.', '*.uri minLength: none, ours 1', '*.iconUrl minLength: none, ours 1', '*.fallback minLength: none, ours 1', '*.mediaUrl minLength: none, ours 1'),
  ...differences('An option without a name or a label can be neither shown nor answered.', '*.fields[].options[].label required: false, ours true', '*.fields[].options[].name required: false, ours true'),
  ...differences('The reference says only "object"; these are what its examples hold.', '*.fields[].select[].label: not in the reference', '*.fields[].select[].name: not in the reference'),
  ...differences('Bounded like the media type of an item.', '*content<file>.mediaType maxLength: none, ours 128'),
  ...differences('Every body may be faulty; the reference tells it of few operations.', '* response 400: not in the reference'),
  ...differences('It names an app, or something of one, that may not be there; the reference tells it of few operations.', '* response 404: not in the reference'),
  ...differences('A second conversation of a user needs the setting multiConvoEnabled (semantics.md 6).', 'CreateConversation response 403: not in the reference', 'JoinConversation response 403: not in the reference'),
  ...differences('An app always has a name: it is required when it is made, and may not be null.', '*App* response * *.displayName nullable: true, ours false', '*App* response * *[].displayName nullable: true, ours false'),
  ...differences('The reference leaves paging out of ListUsers alone (semantics.md 16, fault 7); every list of ours is paged.', 'ListUsers query page: not in the reference', 'ListUsers response 200 meta: not in the reference', 'ListUsers response 200 links: not in the reference'),
  ...differences('Only what a template of WhatsApp may say.', 'PostMessage request schema enum: none, ours whatsapp'),
  ...differences('The name of an integration type.', 'PostMessage request destination.integrationType m*Length: none, ours *'),
  ...differences('A URL of at most 2048 characters, as everywhere else in the reference.', '*Webhook request target maxLength: none, ours 2048', '*Integration request *target maxLength: none, ours 2048'),
  ...differences('The triggers that the reference lists in words.', '*Webhook request triggers[] enum: none, ours *', '*Integration request *triggers[] enum: none, ours *'),
  ...differences('A secret is made by us; the reference describes the body by the schema of the answer.', 'CreateIntegration request <custom>.webhooks[].secret: missing'),
  ...differences('An integration is made with exactly one webhook; DeleteWebhook may take it, and the reference knows no error for that.', '*Integration* response * *<custom>.webhooks minItems: 1, ours none'),
  ...differences('A name that is set has 1 to 100 characters, as in the update of the reference.', '*Integration* <*>.displayName minLength: none, ours 1', '*Integration* integration*<*>.displayName minLength: none, ours 1'),
  ...differences('The two that the reference lists in words.', '*displayStyle enum: none, ours button|tab'),
  ...differences('Its own example has it (semantics.md 10).', '*prechatCapture.fields[].placeholder: not in the reference'),
  ...differences('An integration may look at itself, which `me` means too.', 'GetIntegration security: *'),
  ...differences('The reference bounds the name of such a key in answers, where it was meant for the body.', 'CreateCustomIntegrationKey request displayName m*Length: none, ours *', '*CustomIntegrationKey* response * *.displayName *', 'ListCustomIntegrationKeys response * *[].displayName *'),
  ...differences('An empty name is none.', '*SwitchboardIntegration request name minLength: none, ours 1'),
  ...differences('The name of an integration type.', '*SwitchboardIntegration request integrationType m*Length: none, ours *'),
  ...differences('`Idempotency-Key` is ours.', ...['CreateConversation', 'CreateUser', 'PostMessage'].flatMap((id) => [`${id} header Idempotency-Key: not in the reference`, `${id} response 422: not in the reference`])),
  ...differences('A request with an `Idempotency-Key` may find the first one still under way.', 'CreateConversation response 409: not in the reference', 'PostMessage response 409: not in the reference'),
  ...differences('What is under a legal hold, which is ours, is not deleted.', ...['DeleteApp', 'DeleteConversation', 'DeleteUser', 'DeleteMessage', 'DeleteAllMessages'].map((id) => `${id} response 409: not in the reference`)),
];
