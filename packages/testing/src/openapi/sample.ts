import type { OpenApiDocument, SchemaObject } from './document.js';

/** A small document for the specs of this folder: one operation that answers `schema` with 201. */
export const sampleDocument = (schema: SchemaObject, components: Record<string, SchemaObject> = {}): OpenApiDocument => ({
  paths: {
    '/v2/things/{thingId}': {
      parameters: [{ name: 'thingId', in: 'path', required: true, schema: { type: 'string' } }],
      post: {
        operationId: 'PostThing',
        security: [{ basicAuth: ['app', 'account'] }],
        requestBody: { content: { 'application/json': { schema } } },
        responses: { 201: { content: { 'application/json': { schema } } } },
      },
    },
  },
  components: { schemas: components },
});
