import { ACCEPTED, compareOpenApi, matches, OWN_DOCUMENT, readOpenApi, referenceDocument, type Operation } from '@parley/testing';
import { join } from 'node:path';
import { NEVER, OTHER_WORDS } from './exceptions.js';
import { SERVED, statusesOf } from './operations.js';

const ROOT = join(import.meta.dirname, '../../../..');
/** The page as it is committed. */
export const PAGE = join(ROOT, 'docs/compatibility.md');
/** The page as the last walk would have it, in a place that is not committed. */
export const FOUND = join(ROOT, 'apps/api/dist/compatibility.md');

/** The page, from the cases that were found to be so: `<operation> <status>: <when>`. */
export function compatibilityPage(walked: ReadonlySet<string>): string {
  const [reference, ours] = [readOpenApi(referenceDocument() ?? ''), readOpenApi(OWN_DOCUMENT)];
  const reasons: string[] = [];
  /** The number of a reason, in the order in which they come. */
  const numberOf = (reason: string): number => {
    if (!reasons.includes(reason)) reasons.push(reason);
    return reasons.indexOf(reason) + 1;
  };
  const rows = SERVED.map((operation) => {
    const differences = compareOpenApi(reference, ours, [operation.id]);
    const ofSchemas = ACCEPTED.filter(({ pattern }) => differences.some((line) => matches(pattern, line))).map(({ reason }) => reason);
    const ofStatuses = [NEVER, OTHER_WORDS].flatMap((exceptions) => statusesOf(operation).flatMap((status) => exceptions[`${operation.id} ${status}`] ?? []));
    const numbers = [...new Set([...ofStatuses, ...ofSchemas])].map((reason) => numberOf(reason)).toSorted((a, b) => a - b);
    const [success, errors] = [(status: number) => status < 300, (status: number) => status > 299].map((wanted) => covered(operation, walked, wanted).join(', ') || 'none');
    return `| ${operation.id} | ${success} | ${errors} | ${numbers.join(', ')} |`;
  });
  return [
    '# Compatibility',
    '',
    `What [the walk](../apps/api/test/contract-walk.int-spec.ts) through all ${SERVED.length} operations of the contract found in its last run: which success and which errors each was seen to answer, status and body as the documents say, and by number why it differs from the specification. \`npm run compatibility\` writes this page; a run of the specs that finds something else fails.`,
    '',
    'Any operation may also answer 401, 403, 408, 413, 414, 415, 429, 431 and 503, as the description of the API says.',
    '',
    '| operation | success | errors | differs |',
    '|---|---|---|---|',
    ...rows,
    '',
    '## Why it differs',
    '',
    ...reasons.map((reason, n) => `${n + 1}. ${reason}`),
    '',
  ].join('\n');
}

/** The statuses of this kind that an operation was seen to answer. */
const covered = (operation: Operation, walked: ReadonlySet<string>, wanted: (status: number) => boolean): number[] =>
  statusesOf(operation).filter((status) => wanted(status) && [...walked].some((line) => line.startsWith(`${operation.id} ${status}: `)));
