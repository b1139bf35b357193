import { expect, test } from '@jest/globals';
import { AppSettings } from '@parley/contracts';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CHECKOUT = join(import.meta.dirname, '../../../..');
const read = (file: string): string => readFileSync(join(CHECKOUT, file), 'utf8');

/** The lines of the README's list. */
const listed = [...read('packages/accounts/README.md').matchAll(/^\| `(\w+)` \| (?:`([^`|]+)` )?\| ([^|]+ )?\|$/gm)].map(([, setting = '', file, waits]) => ({ setting, file, waits }));

/** The product but for the contract, which knows all settings and all events, and the rules by which settings are changed. */
const sources = globSync('{packages,apps}/*/src/**/*.ts', { cwd: CHECKOUT })
  .filter((file) => !/^packages\/(contracts|testing|tooling)\/|\.spec\.ts$|\/apps\/app-settings\.ts$/.test(file))
  .map((file) => ({ file, text: read(file) }));
const naming = (word: string): string[] => sources.filter(({ text }) => new RegExp(`\\b${word}\\b`).test(text)).map(({ file }) => file);

test('every setting of the contract has a line that says where it takes effect, or what it waits for', () => {
  const properties = Reflect.getMetadata('swagger/apiModelPropertiesArray', AppSettings.prototype) as string[];
  expect(listed.map(({ setting }) => setting).toSorted()).toEqual(properties.map((name) => name.slice(1)).toSorted());
  expect(listed.filter(({ file, waits }) => (file === undefined) === (waits === undefined))).toEqual([]);
});

test('the file where a setting takes effect names it', () => {
  for (const { setting, file } of listed) if (file !== undefined) expect({ setting, files: naming(setting) }).toEqual({ setting, files: expect.arrayContaining([file]) });
});

test('nothing asks yet for the others, and what they wait for is not there: who builds it finds this', () => {
  for (const { setting, waits } of listed) {
    if (waits === undefined) continue;
    expect({ setting, asked: naming(setting) }).toEqual({ setting, asked: [] });
    const [, hinders, word] = /(while there is )?`([^`]+)`/.exec(waits) ?? [];
    if (word !== undefined) expect({ setting, word, there: naming(word).length > 0 }).toEqual({ setting, word, there: hinders !== undefined });
  }
});
