import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { isObjectName, type ZoneObject } from '../zone-store.js';
import { unlessMissing } from './on-disk.js';

/** Names of one directory that are held at once: it may have more than a million, one for each second of the window. */
const MOST = 20_000;

/** Names of objects below a directory as a bucket would list them: in the order of whole names, slashes included. */
export async function* listFiles(root: string, prefix: string, after = '', most = MOST): AsyncGenerator<ZoneObject> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  yield* listFolder({ root, prefix, after, most }, folder);
}

interface Listing {
  readonly root: string;
  readonly prefix: string;
  readonly after: string;
  readonly most: number;
}

/** `folder` is empty or ends with a slash. */
async function* listFolder(of: Listing, folder: string): AsyncGenerator<ZoneObject> {
  let names: string[];
  let last = '';
  do {
    names = await nextNames(of, folder, last);
    for (const name of names) {
      if (name.endsWith('/')) yield* listFolder(of, name);
      else {
        const found = await lstat(join(of.root, name)).catch(unlessMissing);
        if (found?.isFile()) yield { name, size: found.size };
      }
    }
    last = names.at(-1) ?? '';
  } while (names.length === of.most);
}

/** The first names behind `last`; those of folders end with a slash, by which they are in order. */
async function nextNames({ root, prefix, after, most }: Listing, folder: string, last: string): Promise<string[]> {
  const names: string[] = [];
  const keepFirst = () => {
    // As text: names have characters of ASCII only.
    names.sort((one, other) => (one < other ? -1 : 1));
    names.length = Math.min(names.length, most);
  };
  const directory = await opendir(join(root, folder), { bufferSize: 1024 }).catch(unlessMissing);
  if (!directory) return [];
  for await (const entry of directory) {
    const plain = `${folder}${entry.name}`;
    if (!isObjectName(plain)) continue;
    const name = entry.isDirectory() ? `${plain}/` : plain;
    if (name <= last || (name <= after && !after.startsWith(name)) || name === after) continue;
    if (!name.startsWith(prefix) && !(name.endsWith('/') && prefix.startsWith(name))) continue;
    names.push(name);
    if (names.length >= 2 * most) keepFirst();
  }
  keepFirst();
  return names;
}
