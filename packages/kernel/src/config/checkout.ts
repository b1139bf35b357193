import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder relative paths begin at: the checkout this code lies in, or the working directory of an installed copy. */
export function baseFolder(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
    if (dirname(folder) === folder) return process.cwd();
  }
}
