import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { renderDocument } from '../src/openapi/render.js';

it('apps/api/openapi.json is what the code says: else run `node apps/api/dist/openapi/write.js`', async () => {
  const committed = readFileSync(join(import.meta.dirname, '../openapi.json'), 'utf8');
  expect(JSON.parse(committed)).toEqual(JSON.parse(await renderDocument()));
  expect(committed).toBe(await renderDocument());
});
