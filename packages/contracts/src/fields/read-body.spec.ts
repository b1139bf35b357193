import { describe, expect, test } from '@jest/globals';
import { titlesOf } from '../../test/titles-of.js';
import { ArrayField, EnumArrayField, StringArrayField } from './array.field.js';
import { Beside, ExactlyOneWith } from './beside.js';
import { field } from './field.js';
import { JsonField } from './json.field.js';
import { MAX_DEPTH } from './json.js';
import { ObjectField } from './object.field.js';
import { readBody } from './read-body.js';
import { StringField } from './string.field.js';
import { UnionArrayField, UnionField } from './union.field.js';

class Cat {
  @StringField() type!: string;
  @StringField({ max: 3 }) name!: string;
}
class Dog {
  @StringField() type!: string;
  @ArrayField(() => Cat, { optional: true, max: 2 }) chases?: Cat[];
}
const PETS = { property: 'type', types: { cat: () => Cat, dog: () => Dog } } as const;

class Base {
  @StringField({ optional: true, readOnly: true }) id?: string;
  @StringField({ optional: true }) a?: string;
}
class Body extends Base {
  @UnionField(PETS, { optional: true, nullable: true }) pet?: Cat | Dog | null;
  @UnionArrayField(PETS, { optional: true, min: 1 }) pets?: (Cat | Dog)[];
  @ObjectField(() => Cat, { optional: true }) cat?: Cat;
  @EnumArrayField(['x', 'y'], { optional: true, min: 1, unique: true }) flags?: string[];
  @StringArrayField({ min: 1 }, { optional: true }) words?: string[];
  @JsonField({ optional: true }) raw?: object;
}
class Paired {
  @StringField({ optional: true }) @ExactlyOneWith('b', 'c') a?: string;
  @StringField({ optional: true }) b?: string;
  @StringField({ optional: true }) @Beside<Paired>(({ c, b }) => (c === b ? 'should differ from b' : undefined)) c?: string;
}

const titles = (body: unknown, contract: new () => object = Body): readonly string[] => titlesOf(contract, body);

test('unknown fields are left out, nested ones too', () => {
  const read = readBody(Body, { a: 'x', z: 1, pet: { type: 'dog', z: 1, chases: [{ type: 'cat', name: 'Tom', z: 1 }] } });
  expect(read).toEqual({ value: { a: 'x', pet: { type: 'dog', chases: [{ type: 'cat', name: 'Tom' }] } } });
});

test('read-only fields are ignored when sent, whatever they are', () => {
  expect(readBody(Body, { id: 1 })).toEqual({ value: {} });
});

test('an absent field is absent, not undefined', () => {
  const read = readBody(Body, {});
  expect('value' in read && Object.keys(read.value)).toEqual([]);
});

test('the fields of the prototype are not the body’s', () => {
  expect(titles(JSON.parse('{"__proto__":{"a":1},"constructor":1}'))).toEqual([]);
});

test.each([null, undefined, 'x', 1, [], [{}]])('a body that is no object is refused: %j', (body) => {
  expect(titles(body)).toEqual(['The body should be a JSON object']);
});

describe('a class of several, told apart by its type', () => {
  test.each([
    [{ pet: {} }, 'pet.type is required'],
    [{ pet: { type: 'cow' } }, 'pet.type should be one of cat, dog'],
    [{ pet: { type: 'toString' } }, 'pet.type should be one of cat, dog'],
    [{ pet: { type: 1 } }, 'pet.type should be one of cat, dog'],
    [{ pet: 'cat' }, 'pet should be an object'],
    [{ pet: [] }, 'pet should be an object'],
    [{ pet: { type: 'cat', name: 'Thomas' } }, 'pet.name should be at most 3 characters'],
    [{ pets: [] }, 'pets should have at least 1 item'],
    [{ pets: [{ type: 'dog' }, null] }, 'pets[1] should be an object'],
    [{ pets: [{ type: 'dog' }, { type: 'cow' }] }, 'pets[1].type should be one of cat, dog'],
    [{ pets: { type: 'dog' } }, 'pets should be an array'],
    [{ pets: [{ type: 'dog', chases: [{ type: 'cat', name: 'Tom' }, {}] }] }, 'pets[0].chases[1].type is required'],
  ])('%j names the field', (body, title) => expect((titles(body))[0]).toBe(title));

  test('null is accepted where it is said', () => expect(titles({ pet: null })).toEqual([]));
});

test.each([
  [{ cat: null }, 'cat should not be null'],
  [{ cat: [] }, 'cat should be an object'],
  [{ flags: ['z'] }, 'flags[0] should be one of x, y'],
  [{ flags: ['x', 'x'] }, 'flags should not contain the same item twice'],
  [{ words: ['a', ''] }, 'words[1] should have at least 1 character'],
  [{ words: [1] }, 'words[0] should be a string'],
])('%j is refused', (body, title) => expect(titles(body)).toEqual([title]));

describe('JSON in somebody else’s format', () => {
  const nest = (levels: number): object => Array.from({ length: levels }).reduce<object>((inner) => ({ k: inner }), {});

  test('is kept as it is', () => expect(readBody(Body, { raw: { any: [1, { thing: null }] } })).toEqual({ value: { raw: { any: [1, { thing: null }] } } }));
  test('nests to a bounded depth', () => {
    expect(titles({ raw: nest(MAX_DEPTH) })).toEqual([]);
    expect(titles({ raw: nest(MAX_DEPTH + 1) })).toEqual(['raw should not nest deeper than 20 levels']);
  });
  test('can be stored', () => {
    expect(titles({ raw: { a: ['\u0000'] } })).toEqual(['raw should not contain control characters']);
    expect(titles({ raw: { '\ud800': 1 } })).toEqual(['raw should be well-formed Unicode']);
    expect(titles({ raw: { a: Infinity } })).toEqual(['raw should not contain numbers out of range']);
  });
});

describe('rules between fields', () => {
  test('exactly one of several', () => {
    expect(titles({ a: 'x', c: undefined, b: undefined }, Paired)).toEqual(['c should differ from b']);
    expect(titles({ a: 'x', b: 'y' }, Paired)).toEqual([', b or c'].map((rest) => `a${rest} should be given, and only one of them`));
  });
  test('are asked only when the fields themselves are well-formed', () => {
    expect(titles({ a: 1, b: 'y' }, Paired)).toEqual(['a should be a string']);
  });
});

test('no more than 20 faults are told', () => {
  expect(titles({ pets: Array.from({ length: 50 }, () => ({ type: 'cat', name: 'Thomas' })) })).toHaveLength(20);
});

test('an array with too many items is refused without a look into all of them', () => {
  let looks = 0;
  class Leg {
    @field({}, () => void (looks += 1), {})
    toes?: unknown;
  }
  class Animal {
    @ArrayField(() => Leg, { max: 4 })
    legs?: Leg[];
    @ObjectField(() => Leg, { optional: true })
    tail?: Leg;
  }
  const legs = Array.from({ length: 10_000 }, () => ({ toes: 5 }));
  expect(readBody(Animal, { legs, tail: legs })).toEqual({ titles: ['legs should have at most 4 items', 'tail should be an object'] });
  expect(looks).toBeLessThanOrEqual(12);
});
