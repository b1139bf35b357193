import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseFolder } from './checkout.js';
import { renderEnvExample } from './env-example.js';

it('.env.example is what the catalogue says (parley settings --write)', () => {
  expect(readFileSync(join(baseFolder(), '.env.example'), 'utf8')).toBe(renderEnvExample());
});
