import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';

/** The path behind links, as far as it is there. */
function real(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return dirname(path) === path ? path : join(real(dirname(path)), basename(path));
}

/** Whether a path lies in a folder, by whichever links it is named; neither need be there. */
export function isWithin(folder: string, path: string): boolean {
  const [way = ''] = relative(real(folder), real(path)).split(sep);
  return way !== '' && way !== '..';
}
