import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** A folder that is mounted, as a disk is: unmounted, an empty one is in its place. Only root may do that. */
export class MountedFolder {
  readonly path: string;
  private readonly content: string;
  private mounted = false;

  constructor(folder: string, name: string) {
    [this.path, this.content] = [join(folder, name), join(folder, `${name}-disk`)];
    for (const each of [this.path, this.content]) mkdirSync(each);
    this.mount();
  }

  mount(): void {
    if (!this.mounted) execFileSync('mount', ['--bind', this.content, this.path]);
    this.mounted = true;
  }

  /** Also while files in it are open. */
  unmount(): void {
    if (this.mounted) execFileSync('umount', ['--lazy', this.path]);
    this.mounted = false;
  }
}
