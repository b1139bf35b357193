import { readFileSync } from 'node:fs';

/** A block of code on a page: a whole file, or lines of one. */
export interface PageBlock {
  readonly file: string;
  readonly language: 'ts' | 'json' | 'diff';
  readonly code: string;
}

const FILE = /^`((?:packages|apps)\/[^`]+)`/;
const BLOCK = /^```(ts|json|diff)\n([\s\S]*?)^```$/gm;

/** The blocks of a page in their order, each of the file that was named last before it. */
export function blocksOf(page: string): PageBlock[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(BLOCK)].map(({ index, 1: language, 2: code = '' }) => {
    const file = text.slice(0, index).split('\n').findLast((line) => FILE.test(line));
    return { file: FILE.exec(file ?? '')?.[1] ?? '', language: language as PageBlock['language'], code };
  });
}

/** A file with the lines of a diff. Raises where the lines around them are not there, or more than once: the page is out of date. */
export function changed(source: string, { file, code }: PageBlock): string {
  const lines = code.split('\n').filter((line) => line !== '');
  const of = (without: string): string => lines.filter((line) => !line.startsWith(without)).map((line) => `${line.slice(1)}\n`).join('');
  const [before, after] = [of('+'), of('-')];
  if (source.split(before).length !== 2) throw new Error(`${file} has not once:\n${before}`);
  return source.replace(before, () => after);
}
