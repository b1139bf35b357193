import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Dice } from '@parley/testing';

/** The files of a zone that is a directory, as objects. */
export class ZoneFiles {
  constructor(private readonly root: string) {}

  /** Without repairs, and without the one that says whose the zone is. */
  names(): string[] {
    const files = readdirSync(this.root, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    const names = files.map(({ parentPath, name }) => join(parentPath, name).slice(this.root.length + 1));
    return [...new Set(names.map((name) => name.replace(/~\d+$/, '')))].filter((name) => name !== 'repository' && !name.endsWith('/repository')).sort();
  }

  /** The copy that counts: the last repair, where there is one. */
  read(name: string): Buffer {
    return readFileSync(this.newest(name));
  }

  write(name: string, bytes: Buffer): void {
    writeFileSync(this.newest(name), bytes);
  }

  remove(name: string): void {
    rmSync(this.newest(name));
  }

  /** Every copy. */
  removeAll(name: string): void {
    for (const path of this.copies(name)) rmSync(path, { force: true });
  }

  /** What the copies of objects are now; putting that back is what it answers. */
  kept(names: readonly string[]): () => void {
    const kept = names.flatMap((name) => this.copies(name)).map((path) => [path, readFileSync(path)] as const);
    return () => {
      for (const [path, bytes] of kept) writeFileSync(path, bytes);
    };
  }

  private newest(name: string): string {
    return this.copies(name).at(-1) ?? join(this.root, name);
  }

  /** Its own file and its repairs', in their order. */
  private copies(name: string): string[] {
    const path = join(this.root, name);
    const files = readdirSync(dirname(path)).map((file) => join(dirname(path), file)).filter((file) => file === path || file.startsWith(`${path}~`));
    return files.sort((one, other) => Number(one.slice(path.length + 1)) - Number(other.slice(path.length + 1)));
  }
}

export const KINDS = ['flip', 'cut', 'remove', 'swap', 'older'] as const;

/** A zone that is being damaged. `older` makes of an object what it may have been before. */
export interface Damaged {
  readonly files: ZoneFiles;
  readonly dice: Dice;
  readonly older: (name: string, bytes: Buffer) => Promise<Buffer>;
}

/** Damages an object in one of the ways, and answers whose bytes are wrong now. `siblings` are of its kind, and not damaged yet. */
export async function damage(kind: (typeof KINDS)[number], { files, dice, older }: Damaged, name: string, siblings: readonly string[]): Promise<string[]> {
  const bytes = files.read(name);
  const others = siblings.filter((each) => each !== name);
  if (kind === 'cut') files.write(name, bytes.subarray(0, dice.next(bytes.length)));
  else if (kind === 'remove') files.remove(name);
  else if (kind === 'older') files.write(name, await older(name, bytes));
  else if (kind === 'swap' && others.length > 0) {
    const other = dice.pick(others);
    files.write(name, files.read(other));
    files.write(other, bytes);
    return [name, other];
  } else {
    const changed = Buffer.from(bytes);
    const at = dice.next(bytes.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << dice.next(8));
    files.write(name, changed);
  }
  return [name];
}
