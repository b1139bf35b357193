import { describe, expect, it } from '@jest/globals';
import { compareOpenApi } from './compare.js';
import type { SchemaObject } from './document.js';
import { sampleDocument } from './sample.js';

const compare = (reference: SchemaObject, ours: SchemaObject, components: Record<string, SchemaObject> = {}) =>
  compareOpenApi(sampleDocument(reference, components), sampleDocument(ours), ['PostThing']);

describe('compareOpenApi', () => {
  it('finds nothing between two ways to write the same schema', () => {
    const base: SchemaObject = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };
    const split: SchemaObject = { allOf: [{ $ref: '#/components/schemas/base' }, { properties: { size: { $ref: '#/components/schemas/size' } } }] };
    const whole: SchemaObject = { type: 'object', required: ['id'], properties: { id: { type: 'string' }, size: { type: 'integer', maximum: 3 } } };
    expect(compare(split, whole, { base, size: { type: 'integer', maximum: 3, description: 'not compared' } })).toEqual([]);
  });

  it('names type, limit, enum, nullability and necessity of each property that differs', () => {
    const lines = compare(
      { type: 'object', properties: { a: { type: 'string', maxLength: 5 }, b: { type: 'array', items: { type: 'string', enum: ['x', 'y'] } } } },
      { type: 'object', required: ['a'], properties: { a: { type: 'integer', nullable: true }, b: { type: 'array', items: { type: 'string', enum: ['x'] } } } },
    );
    expect(lines.filter((line) => line.includes('request'))).toEqual([
      'PostThing request a type: string, ours integer',
      'PostThing request a required: false, ours true',
      'PostThing request a nullable: false, ours true',
      'PostThing request a maxLength: 5, ours none',
      'PostThing request b[] enum: x|y, ours x',
    ]);
  });

  it('names a place that one side lacks once, not all that lies below it', () => {
    const lines = compare(
      { type: 'object', properties: { a: { type: 'object', properties: { deep: { type: 'string' } } } } },
      { type: 'object', properties: { extra: { type: 'string' } } },
    );
    expect(lines.filter((line) => line.includes('response'))).toEqual(['PostThing response 201 a: missing', 'PostThing response 201 extra: not in the reference']);
  });

  it('compares tagged forms by their tag, whatever their order', () => {
    const form = (tag: string, size: number): SchemaObject => ({ type: 'object', properties: { type: { type: 'string', enum: [tag] }, text: { type: 'string', maxLength: size } } });
    const lines = compare({ oneOf: [form('one', 1), form('two', 2)], discriminator: { propertyName: 'type' } }, { oneOf: [form('two', 9), form('one', 1)] });
    expect(lines[0]).toBe('PostThing request <two>.text maxLength: 2, ours 9');
    expect(lines).toHaveLength(2);
  });

  it('compares tagged forms with one class whose type lists the tags', () => {
    const form = (tag: string): SchemaObject => ({ type: 'object', required: ['type'], properties: { type: { type: 'string', enum: [tag] }, data: { type: 'object' } } });
    const ours: SchemaObject = { type: 'object', properties: { type: { type: 'string', enum: ['one', 'two'] }, data: { type: 'string' } } };
    const lines = compare({ type: 'object', properties: { x: { oneOf: [form('one'), form('two'), form('three')] } } }, { type: 'object', properties: { x: ours } });
    expect(lines.filter((line) => line.includes('request'))).toEqual([
      'PostThing request x<one>.data type: object, ours string',
      'PostThing request x<two>.data type: object, ours string',
      'PostThing request x<three>: missing',
    ]);
  });

  it('leaves out what does not travel in that direction', () => {
    const lines = compare({ type: 'object', properties: { secret: { type: 'string', writeOnly: true }, id: { type: 'string', readOnly: true } } }, { type: 'object' });
    expect(lines).toEqual(['PostThing request secret: missing', 'PostThing response 201 id: missing']);
  });

  it('ends on a schema that holds itself', () => {
    const tree: SchemaObject = { type: 'object', properties: { child: { $ref: '#/components/schemas/tree' } } };
    expect(compare({ $ref: '#/components/schemas/tree' }, { type: 'object' }, { tree })).toContain('PostThing request child: missing');
  });

  it('names an operation that is not there', () => {
    expect(compareOpenApi(sampleDocument({}), { paths: {} }, ['PostThing'])).toEqual(['PostThing: missing']);
  });
});
