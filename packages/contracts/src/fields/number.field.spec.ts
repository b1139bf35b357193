import { expect, test } from '@jest/globals';
import { titlesOf } from '../../test/titles-of.js';
import { BooleanField } from './boolean.field.js';
import { IntegerField, NumberField } from './number.field.js';

class Body {
  @NumberField({ optional: true, min: -1.5, max: 1.5 })
  ratio?: number;

  @IntegerField({ optional: true, min: 0 })
  count?: number;

  @BooleanField({ optional: true })
  flag?: boolean;
}

const titles = (body: object): readonly string[] => titlesOf(Body, body);

test.each([{ ratio: -1.5 }, { ratio: 0 }, { ratio: 1.5 }, { count: 0 }, { count: 2 ** 53 - 1 }, { flag: false }, { flag: true }])(
  '%j is accepted',
  (body) => expect(titles(body)).toEqual([]),
);

test.each([
  [{ ratio: '1' }, 'ratio should be a number'],
  [{ ratio: true }, 'ratio should be a number'],
  [{ ratio: Infinity }, 'ratio should be a number'], // what JSON.parse makes of 1e999
  [{ ratio: 1.51 }, 'ratio should be between -1.5 and 1.5'],
  [{ count: 1.5 }, 'count should be an integer'],
  [{ count: '1' }, 'count should be an integer'],
  [{ count: 2 ** 53 }, 'count should be an integer'],
  [{ count: -1 }, 'count should be at least 0'],
  [{ flag: 'true' }, 'flag should be a boolean'],
  [{ flag: 0 }, 'flag should be a boolean'],
])('%j is refused', (body, title) => expect(titles(body)).toEqual([title]));
