import { afterEach, describe, expect, it, type jest } from '@jest/globals';
import { ModuleMocker } from 'jest-mock';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Plain JavaScript without types. */
const load = async <T>(name: string): Promise<T> => (await import(pathToFileURL(join(import.meta.dirname, 'native', name)).href)) as T;
const { leaveAsFound } = await load<{ leaveAsFound: (console: Console) => () => void }>('process-state.mjs');
const { jestObject } = await load<{ jestObject: (mocker: ModuleMocker) => { jest: typeof jest; settle: () => void } }>('jest-object.mjs');

const TIMEOUT = Symbol.for('TEST_TIMEOUT_SYMBOL');
const timeouts = globalThis as unknown as Record<symbol, number | undefined>;

describe('what a spec file leaves behind does not reach the next', () => {
  const { env } = process;
  afterEach(() => {
    delete timeouts[TIMEOUT];
  });

  it('variables of the environment that it added, changed, removed or replaced as a whole', () => {
    process.env.TEST_KEPT = 'before';
    process.env.TEST_REMOVED = 'before';
    const restore = leaveAsFound(console);
    process.env = { ...process.env };
    process.env.TEST_ADDED = 'after';
    restore();
    expect(process.env).toBe(env);
    const again = leaveAsFound(console);
    Object.assign(process.env, { TEST_ADDED: 'after', TEST_KEPT: 'after' });
    delete process.env.TEST_REMOVED;
    again();
    expect(process.env).toMatchObject({ TEST_KEPT: 'before', TEST_REMOVED: 'before' });
    expect(process.env).not.toHaveProperty('TEST_ADDED');
    delete process.env.TEST_KEPT;
    delete process.env.TEST_REMOVED;
  });

  it('its folder, its console, and a global that it replaced', () => {
    const before = { cwd: process.cwd(), console: globalThis.console, fetch: globalThis.fetch };
    const own = Object.create(console) as Console;
    const restore = leaveAsFound(own);
    expect(globalThis.console).toBe(own);
    process.chdir('/');
    globalThis.fetch = () => Promise.reject(new Error('replaced'));
    restore();
    expect({ cwd: process.cwd(), console: globalThis.console, fetch: globalThis.fetch }).toEqual(before);
  });

  it('what it watched, and how long its tests may take', () => {
    const { jest: own, settle } = jestObject(new ModuleMocker(globalThis));
    const watched = { answer: () => 1 };
    own.spyOn(watched, 'answer').mockReturnValue(2);
    own.setTimeout(7);
    expect([watched.answer(), timeouts[TIMEOUT]]).toEqual([2, 7]);
    settle();
    expect([watched.answer(), timeouts[TIMEOUT]]).toEqual([1, undefined]);
  });
});

it('jest says what it cannot do here', () => {
  const { jest: own } = jestObject(new ModuleMocker(globalThis));
  expect(() => own.unstable_mockModule('node:fs', () => ({}))).toThrow('jest.unstable_mockModule is not there: spec files share their modules');
});

it('a failure names the line of the TypeScript source', () => {
  const [, line] = /native\.spec\.ts:(\d+):/.exec(new Error('here').stack ?? '') ?? [];
  expect(readFileSync(import.meta.filename, 'utf8').split('\n')[Number(line) - 1]).toContain("new Error('here')");
});
