import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const FIXTURES = join(import.meta.dirname, '../fixtures/boundaries');
const REPOSITORY = join(import.meta.dirname, '../../..');

/** Each folder of `fixtures/boundaries/planted` breaks a legal tree in one place; exactly this rule must say so. */
const PLANTED: Record<string, string> = {
  'app-in-package': 'no-app-in-package',
  'app-to-app': 'no-app-to-app',
  'channel-to-channel': 'no-channel-to-channel',
  circular: 'no-circular',
  'deep-import': 'no-deep-import',
  sibling: 'no-sibling-import',
  'spec-in-source': 'no-test-helper-in-source',
  'test-helper-in-source': 'no-test-helper-in-source',
  unplaced: 'no-unplaced-package',
  unresolvable: 'no-unresolvable',
  upward: 'no-upward-import',
  'upward-type-only': 'no-upward-import',
};

interface Checked {
  readonly code: number;
  readonly modules: number;
  /** The names of the rules that fired, each once. */
  readonly rules: string[];
}

const run = promisify(execFile);

async function check(root: string): Promise<Checked> {
  const script = join(import.meta.dirname, 'check.mjs');
  const { code, stdout } = await run(process.execPath, [script], { cwd: root }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => error,
  );
  const rules = stdout.split('\n').flatMap((line) => /^([a-z-]+): /.exec(line)?.[1] ?? []);
  return { code, modules: Number(/^(\d+) modules/m.exec(stdout)?.[1]), rules: [...new Set(rules)] };
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

  it('hold in this repository, and every package was read', async () => {
    const { modules, rules, code } = await check(REPOSITORY);
    expect({ rules, code }).toEqual({ rules: [], code: 0 });
    expect(modules).toBeGreaterThan(100);
  });

  it('let a legal tree pass', async () => {
    expect(await check(tree('legal'))).toEqual({ code: 0, modules: 15, rules: [] });
  });

  it('fail when nothing was read', async () => {
    const empty = join(scratch, 'empty');
    for (const kind of ['apps', 'packages']) cpSync(join(FIXTURES, 'empty'), join(empty, kind), { recursive: true });
    expect(await check(empty)).toEqual({ code: 1, modules: 0, rules: [] });
  });

  it('have a rule for each planted violation', () => {
    expect(readdirSync(join(FIXTURES, 'planted')).sort()).toEqual(Object.keys(PLANTED).sort());
  });

  it.each(Object.entries(PLANTED))('%s: %s', async (name, rule) => {
    const { rules, code } = await check(tree(name, join(FIXTURES, 'planted', name)));
    expect({ rules, code }).toEqual({ rules: [rule], code: 1 });
  });
});
