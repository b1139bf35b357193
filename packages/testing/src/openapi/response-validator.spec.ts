import { describe, expect, it } from '@jest/globals';
import type { SchemaObject } from './document.js';
import { OpenApiValidator } from './response-validator.js';
import { sampleDocument } from './sample.js';

const faults = (schema: SchemaObject, body: unknown, components: Record<string, SchemaObject> = {}) =>
  new OpenApiValidator(sampleDocument(schema, components)).faults({ method: 'POST', path: '/v2/things/1?x=y', status: 201, body });

describe('OpenApiValidator', () => {
  it('refuses a property that the document does not list, also through allOf', () => {
    const base: SchemaObject = { type: 'object', properties: { id: { type: 'string' } } };
    const schema: SchemaObject = { allOf: [{ $ref: '#/components/schemas/base' }, { properties: { name: { type: 'string' } } }] };
    expect(faults(schema, { id: '1', name: 'a' }, { base })).toEqual([]);
    expect(faults(schema, { id: '1', leak: 'a' }, { base })).toHaveLength(1);
  });

  it('refuses a write-only property in an answer', () => {
    expect(faults({ type: 'object', properties: { id: {}, secret: { type: 'string', writeOnly: true } } }, { secret: 'x' })).toHaveLength(1);
  });

  it('demands what is required, but not what is write-only', () => {
    const schema: SchemaObject = { type: 'object', properties: { id: {}, secret: { type: 'string', writeOnly: true } }, required: ['id', 'secret'] };
    expect([faults(schema, { id: 1 }), faults(schema, {})]).toEqual([[], [expect.stringContaining('id')]]);
  });

  it('leaves an object without listed properties open', () => {
    expect(faults({ type: 'object', properties: { metadata: { type: 'object', nullable: true, additionalProperties: true } } }, { metadata: { any: 1 } })).toEqual([]);
  });

  it('understands nullable, with a type, an enum or a reference', () => {
    const schema: SchemaObject = {
      type: 'object',
      properties: {
        a: { type: 'string', nullable: true, enum: ['x'] },
        b: { allOf: [{ $ref: '#/components/schemas/name' }], nullable: false },
        c: { allOf: [{ $ref: '#/components/schemas/plain' }], nullable: true },
      },
    };
    const components: Record<string, SchemaObject> = { name: { type: 'string', nullable: true }, plain: { type: 'string' } };
    expect(faults(schema, { a: null, b: 'x', c: null }, components)).toEqual([]);
    expect(faults(schema, { b: null }, components)).not.toEqual([]);
  });

  it('chooses the form by the discriminator, of oneOf and of a base with subtypes', () => {
    const custom: SchemaObject = { allOf: [{ $ref: '#/components/schemas/base' }, { properties: { hooks: { type: 'array', items: {} } }, required: ['hooks'] }] };
    const base: SchemaObject = {
      type: 'object',
      required: ['type'],
      properties: { type: { type: 'string' } },
      discriminator: { propertyName: 'type', mapping: { custom: '#/components/schemas/custom' } },
    };
    const schema: SchemaObject = { type: 'object', properties: { thing: { $ref: '#/components/schemas/base' } } };
    expect(faults(schema, { thing: { type: 'custom', hooks: [] } }, { base, custom })).toEqual([]);
    expect(faults(schema, { thing: { type: 'custom' } }, { base, custom })).not.toEqual([]);
    expect(faults(schema, { thing: { type: 'other', hooks: [] } }, { base, custom })).not.toEqual([]);
  });

  it('tells a fault below a form once, where it lies', () => {
    const custom: SchemaObject = { properties: { hooks: { type: 'array', items: {}, minItems: 1 } } };
    const base: SchemaObject = { type: 'object', properties: { type: {} }, discriminator: { propertyName: 'type', mapping: { custom: '#/components/schemas/custom' } } };
    expect(faults({ $ref: '#/components/schemas/base' }, { type: 'custom', hooks: [] }, { base, custom })).toEqual([expect.stringMatching(/^PostThing 201 \/hooks must NOT have fewer/)]);
  });

  it('refuses a status that the document does not have', () => {
    const validator = new OpenApiValidator(sampleDocument({}));
    expect(validator.faults({ method: 'POST', path: '/v2/things/1', status: 418, body: {} })).toEqual(['PostThing 418: not in the document']);
  });

  it('passes errors that any operation may answer, and no others', () => {
    const validator = new OpenApiValidator(sampleDocument({}, { fault: { type: 'object' } }), { otherErrors: 'fault', other: ({ status: asked }, operation) => asked === 401 && operation === 'PostThing' });
    const answered = (status: number) => validator.faults({ method: 'POST', path: '/v2/things/1', status, body: {} });
    expect([answered(401), answered(409)]).toEqual([[], ['PostThing 409: not in the document']]);
  });
});
