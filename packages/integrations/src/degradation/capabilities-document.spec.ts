import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { DOCUMENT, withTable } from './capabilities-document.js';

it('docs/channels.md has the table as it is (npm run capabilities)', () => {
  const document = readFileSync(DOCUMENT, 'utf8');
  expect(document).toBe(withTable(document));
});
