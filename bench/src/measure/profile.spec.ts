import { describe, expect, test } from '@jest/globals';
import { packageOf, summarise, type CpuProfile } from './profile.js';

const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 0 });

const PROFILE: CpuProfile = {
  startTime: 1000,
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 4, 5] },
    { id: 2, callFrame: frame('post', 'file:///srv/apps/api/dist/messages.js'), children: [3] },
    { id: 3, callFrame: frame('stringify') },
    { id: 4, callFrame: frame('(garbage collector)') },
    { id: 5, callFrame: frame('(idle)') },
  ],
  samples: [2, 3, 4, 5, 2],
  timeDeltas: [0, 10, 20, 40, 80],
};

describe('summarise', () => {
  test('counts a function of V8 for the package that called it, and leaves idling out', () => {
    const { busy, packages } = summarise(PROFILE);
    expect(busy).toBe(70);
    expect(packages).toEqual([{ name: 'gc', microseconds: 40 }, { name: '@parley/api', microseconds: 30 }]);
  });

  test('counts only what lies between the two moments', () => {
    expect(summarise(PROFILE, 1005, 1015).packages).toEqual([{ name: '@parley/api', microseconds: 20 }]);
  });

  test('names functions with their file and line', () => {
    expect(summarise(PROFILE).functions.map(({ name }) => name)).toContain('post  @parley/api messages.js:1');
  });
});

describe('packageOf', () => {
  test('knows the innermost installed package, scoped or not', () => {
    expect(packageOf('file:///x/node_modules/.pnpm/pg@8.23.1/node_modules/pg/lib/client.js')).toBe('pg');
    expect(packageOf('file:///x/node_modules/.pnpm/a/node_modules/@nestjs/core/router.js')).toBe('@nestjs/core');
  });
  test('knows our own packages, node itself and nothing', () => {
    expect(packageOf('file:///x/packages/kernel/dist/ids.js')).toBe('@parley/kernel');
    expect(packageOf('node:internal/streams')).toBe('node');
    expect(packageOf('')).toBeUndefined();
  });
});
