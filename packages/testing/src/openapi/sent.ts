import { deref, type BodyObject, type OpenApiDocument, type SchemaObject } from './document.js';

/** What a document says that a webhook is sent: the envelope, with its events left open, and the schema of each event by its type. */
export interface Sent {
  readonly envelope: SchemaObject;
  readonly events: ReadonlyMap<string, SchemaObject>;
}

/** Reads `x-webhooks`. Our events are named by a discriminator, the reference's by the title of their component. Throws when there are none. */
export function sentBy(document: OpenApiDocument): Sent {
  const [item] = Object.values(document['x-webhooks'] ?? {});
  const body = item?.post?.requestBody;
  const schema = body && deref<BodyObject>(document, body).content?.['application/json']?.schema;
  const envelope = schema && deref<SchemaObject>(document, schema);
  const items = envelope?.properties?.events?.items;
  if (envelope === undefined || items === undefined) throw new Error('The document describes no events');
  const mapped = Object.entries(items.discriminator?.mapping ?? {}).map(([type, $ref]): [string, SchemaObject] => [type, { $ref }]);
  const titled = (items.anyOf ?? []).map((form): [string, SchemaObject] => [deref<SchemaObject>(document, form).title ?? '', form]);
  return {
    envelope: { ...envelope, properties: { ...envelope.properties, events: { type: 'array', items: {} } } },
    events: new Map([...mapped, ...titled]),
  };
}
