import type { ProfileSummary, Share } from '../measure/profile.js';
import { figure, table } from './table.js';

const PACKAGES = 20;
const FUNCTIONS = 25;

/** Where the API's own time goes, by package and by function. */
export function profileTables({ busy, packages, functions }: ProfileSummary, posts: number): string {
  const row = ({ name, microseconds }: Share): string[] => [name, figure((100 * microseconds) / busy), figure(microseconds / posts)];
  return [
    table([["the API's CPU profile, by package", '%', 'us a post'], ...packages.slice(0, PACKAGES).map(row)]),
    table([['by function (self time)', '%', 'us a post'], ...functions.slice(0, FUNCTIONS).map(row)]),
  ].join('\n\n');
}
