import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const FIXTURES = join(import.meta.dirname, '../fixtures/boundaries');

/** Each folder of `fixtures/boundaries/planted` breaks a legal tree in one place; exactly this rule must say so. */
const PLANTED: Record<string, string> = {
  'app-in-package': 'no-app-in-package',
  'app-to-app': 'no-app-to-app',
  'channel-to-channel': 'no-channel-to-channel',
  circular: 'no-circular',
  'deep-import': 'no-deep-import',
  sibling: 'no-sibling-import',
  'migration-loads-domain': 'no-domain-in-migrations',
  'spec-in-source': 'no-test-helper-in-source',
  'test-helper-in-source': 'no-test-helper-in-source',
  unplaced: 'no-unplaced-package',
  unresolvable: 'no-unresolvable',
  upward: 'no-upward-import',
  'upward-type-only': 'no-upward-import',
};

/** Reading all imports takes long where several builds share the machine. */
const SLOW = 120_000;

interface Checked {
  readonly passed: boolean;
  readonly modules: number;
  /** The names of the rules that fired, each once. */
  readonly rules: string[];
}

const run = promisify(execFile);

/** Checks trees in one process, which costs little more than one tree; answers its exit code, and what it said of each tree. The lint checks this repository. */
async function check(...args: string[]): Promise<{ code: number; trees: Checked[] }> {
  const script = join(import.meta.dirname, 'check.mjs');
  const { code, stdout } = await run(process.execPath, [script, ...args]).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => error,
  );
  const trees = [...stdout.matchAll(/((?:^[a-z-]+: .*\n)*)^(\d+) modules, \d+ violations of the boundaries: (passed|failed)\n/gm)].map(
    ([, fired = '', modules, verdict]) => ({
      passed: verdict === 'passed',
      modules: Number(modules),
      rules: [...new Set([...fired.matchAll(/^[a-z-]+(?=: )/gm)].map(([rule]) => rule))],
    }),
  );
  return { code, trees };
}

describe('boundaries', () => {
  let scratch: string;
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'parley-boundaries-spec-'));
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  const tree = (name: string, overlay?: string): string => {
    const root = join(scratch, name);
    cpSync(join(FIXTURES, 'legal'), root, { recursive: true });
    if (overlay) cpSync(overlay, root, { recursive: true });
    return root;
  };

  it('fail when nothing was read, or less than there must be', async () => {
    const empty = join(scratch, 'empty');
    for (const kind of ['apps', 'packages']) cpSync(join(FIXTURES, 'empty'), join(empty, kind), { recursive: true });
    expect(await check(empty)).toEqual({ code: 1, trees: [{ passed: false, modules: 0, rules: [] }] });
    expect(await check('--at-least=19', tree('small'))).toEqual({ code: 1, trees: [{ passed: false, modules: 18, rules: [] }] });
  }, SLOW);

  it('have a rule for each planted violation', () => {
    expect(readdirSync(join(FIXTURES, 'planted')).sort()).toEqual(Object.keys(PLANTED).sort());
  });

  describe('of trees that are checked together', () => {
    const results = new Map<string, Checked | undefined>();
    let code: number;
    beforeAll(async () => {
      const planted = Object.keys(PLANTED).map((name) => [name, tree(name, join(FIXTURES, 'planted', name))] as const);
      // The legal tree comes first and last: what was planted in one may not be seen in another, nor forgotten.
      const all = [['legal', tree('legal')] as const, ...planted, ['legal again', tree('legal-again')] as const];
      const checked = await check(...all.map(([, root]) => root));
      code = checked.code;
      for (const [index, [name]] of all.entries()) results.set(name, checked.trees[index]);
    }, SLOW);

    it.each(['legal', 'legal again'])('let a legal tree pass: %s', (name) => {
      expect(results.get(name)).toEqual({ passed: true, modules: 18, rules: [] });
    });

    it.each(Object.entries(PLANTED))('%s: %s', (name, rule) => {
      expect(results.get(name)).toMatchObject({ passed: false, rules: [rule] });
    });

    it('fail when one of them fails', () => {
      expect(code).toBe(1);
    });
  });
});
