import { expect, test } from '@jest/globals';
import type { SealingKey, SealingSample } from '../sealing/speed.js';
import { diskTable, sealingTable } from './sealing.js';

const KEYS: SealingKey[] = ['seal-floor', 'seal-warm', 'trip', 'seal-cold', 'seal-met', 'seal-first', 'open-floor', 'open-warm', 'open-page', 'open-cold', 'open-met', 'open-first'];
const sample = (own: number, postgres = 0): SealingSample =>
  Object.fromEntries(KEYS.map((key) => [key, { own, postgres, elapsed: own }])) as Record<SealingKey, SealingSample[SealingKey]>;

test('a share of the post counts both processes, and the median round', () => {
  const lines = sealingTable([sample(10, 15), sample(900), sample(10, 15)], 500).split('\n');
  expect(lines).toHaveLength(1 + KEYS.length);
  expect(lines[2]).toMatch(/^ {2}seal, key remembered +10\.0 +15\.0 +10\.0 +1\.00 +5\.00 +< 5 % reached$/);
  expect(sealingTable([sample(10, 16)], 500)).toContain('NOT reached');
});

test('only the length that the issue names has a target', () => {
  const lines = diskTable([{ messageBytes: 400, plain: 500, sealed: 751 }, { messageBytes: 4000, plain: 500, sealed: 5000 }], 400).split('\n');
  expect(lines[1]).toMatch(/1\.50 +<= 1\.5 NOT reached$/);
  expect(lines[2]).toMatch(/10\.0$/);
});
