import { expect, test } from '@jest/globals';
import { titlesOf } from '../../test/titles-of.js';
import { TimestampField } from './timestamp.field.js';

class Body {
  @TimestampField()
  at!: string;
}

const fault = (at: unknown): readonly string[] => titlesOf(Body, { at });

test.each(['2020-05-21T15:53:30.197Z', '2020-05-21T15:53:30Z', '2024-02-29T00:00:00+02:00', '1999-12-31T23:59:59.123456Z'])('%s is a moment', (at) => {
  expect(fault(at)).toEqual([]);
});

test.each([
  '2020-05-21', '2020-05-21T15:53:30', '2020-02-30T00:00:00Z', '2023-02-29T00:00:00Z', '2020-13-01T00:00:00Z', '2020-01-01T24:00:00Z',
  '2020-01-01T00:00:60Z', '0000-01-01T00:00:00Z', '+012020-01-01T00:00:00Z', '1590076410', 1590076410, '',
])('%j is none', (at) => expect(fault(at)).toEqual(['at should be a date of the form YYYY-MM-DDThh:mm:ss.SSSZ']));
