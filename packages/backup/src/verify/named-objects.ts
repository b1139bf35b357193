import { BackupFault } from '../backup-fault.js';
import { sha256 } from '../format/manifest.js';
import type { Copies } from './copies.js';
import type { Named } from './manifests.js';
import { mergedNames } from './merged-names.js';
import { inShare } from './share.js';
import type { VerifyOptions } from './verify.types.js';

/** So many objects are read at once. */
const TOGETHER = 3;
const FILES = 'files/';

/**
 * Reads the packs and files that manifests name, by size and hash, without any key; those out of the share only where a zone
 * does not list them. Answers how many files no manifest names.
 */
export async function verifyNamed(copies: Copies, named: ReadonlyMap<string, Named>, { share }: VerifyOptions): Promise<number> {
  const unlisted = new Set(named.keys());
  let unnamed = 0;
  for (const prefix of ['packs/', FILES]) {
    const zones = copies.answering.length;
    for await (const { name, zones: has } of mergedNames(copies.answering, prefix, copies.fellSilent)) {
      if (has === zones && named.has(name) && !inShare(name, share)) unlisted.delete(name);
      if (prefix === FILES && !named.has(name)) unnamed += 1;
    }
  }
  for (const name of unlisted) copies.expect((named.get(name)?.size ?? 0) * copies.answering.length);
  const names = unlisted.values();
  await Promise.all(Array.from({ length: TOGETHER }, async () => {
    for (const name of names) {
      const entry = named.get(name);
      if (entry) await copies.check(name, (object) => requireSame(name, entry, object));
    }
  }));
  return unnamed;
}

function requireSame(name: string, { size, sha256: hash }: Named, object: Buffer): void {
  if (object.length !== size) throw new BackupFault('malformed', `${name} has another length`);
  if (sha256(object) !== hash) throw new BackupFault('unreadable', `${name} was changed`);
}
