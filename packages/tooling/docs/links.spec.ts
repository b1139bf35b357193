import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');

const PAGES = globSync(['*.md', 'docs/**/*.md', 'infra/**/*.md', '{apps,packages}/*/README.md', 'bench/*.md'], {
  cwd: ROOT,
  exclude: (name) => name === 'node_modules' || name === 'dist',
});

/** The anchors that a page's headings make, as GitHub spells them. */
const anchors = (page: string): string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));

/** Relative links of a page that lead nowhere. */
function broken(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8').replaceAll(/^```[^]*?^```/gm, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), path);
      return !existsSync(file) || (anchor !== undefined && !anchors(readFileSync(file, 'utf8')).includes(anchor));
    });
}

describe('the documents', () => {
  it('were found', () => expect(PAGES).toContain('README.md'));

  it.each(PAGES)('%s: every relative link leads somewhere', (page) => expect(broken(page)).toEqual([]));

  it('every decision is in the index, numbered once', () => {
    const index = readFileSync(join(ROOT, 'docs/decisions/README.md'), 'utf8');
    const listed = [...index.matchAll(/\]\((\d{4}-[^)]+)\)/g)].map(([, file]) => file);
    const files = globSync('*.md', { cwd: join(ROOT, 'docs/decisions') }).filter((file) => file !== 'README.md').sort();
    expect(listed).toEqual(files);
    expect(new Set(files.map((file) => file.slice(0, 4))).size).toBe(files.length);
  });

  it('"Follow one message" links the files on the way', () => {
    const section = readFileSync(join(ROOT, 'README.md'), 'utf8').split('## Follow one message')[1]?.split('\n## ')[0] ?? '';
    expect([...section.matchAll(/\]\((apps|packages)\/[^)]+\.ts\)/g)].length).toBeGreaterThan(8);
  });
});
