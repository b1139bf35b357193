import { BackupFault } from '../backup-fault.js';
import { claimedPlace, decodeManifest, manifestName, manifestNumber, MANIFESTS, sha256 } from '../format/manifest.js';
import type { ChainIdentity, ManifestContent } from '../format/manifest.types.js';
import type { Copies } from './copies.js';
import { fileName } from '../engine/file-mirror.js';
import { packName } from '../format/pack.js';
import { mergedNames } from './merged-names.js';
import type { Needed } from './expired.js';
import type { VerifyParts } from './verify.types.js';

/** What an object must be that manifests name. */
export interface Named {
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
}

/** What a chain is known by in manifests. */
export interface KnownChain {
  readonly identity: ChainIdentity;
  /** Where it ended, if it has. */
  end?: string;
  hasSnapshot: boolean;
  /** When its newest manifest was written. */
  readonly since: string;
}

export interface Manifests {
  readonly chains: Map<string, KnownChain>;
  /** Packs and files, by the names of their objects. */
  readonly named: Map<string, Named>;
}

/**
 * Reads all manifests, the newest first: what one signs of the one before it says which that must be, so that no other one that was
 * signed once passes for it. One may be gone by expiry; the newest that a zone was known to have may not.
 */
export async function verifyManifests(copies: Copies, { keys, trusted, confirmed }: VerifyParts, needed: Needed): Promise<Manifests> {
  const numbers: number[] = [];
  for await (const { name } of mergedNames(copies.answering, MANIFESTS, copies.fellSilent)) if (/^\d{10}$/.test(name.slice(MANIFESTS.length))) numbers.push(manifestNumber(name));
  const all: Manifests = { chains: new Map(), named: new Map() };
  let expected: string | undefined;
  for (let number = numbers.at(-1) ?? 0; number >= (numbers[0] ?? 1); number -= 1) {
    if (!needed.manifest(number)) {
      expected = undefined;
      continue;
    }
    const [found] = await copies.check(manifestName(number), openManifest({ keys, trusted }, number, expected));
    expected = found?.previous;
    if (found) noteManifest(all, found.content);
  }
  const newest = confirmed?.manifest ?? 0;
  if (newest > (numbers.at(-1) ?? 0)) copies.lost(manifestName(newest), 'behind');
  return all;
}

const openManifest = ({ keys, trusted }: Pick<VerifyParts, 'keys' | 'trusted'>, number: number, expected: string | undefined) => async (object: Buffer) => {
  const name = manifestName(number);
  const { previous, number: claimed } = claimedPlace(name, object);
  if (claimed !== number || (number === 1) !== (previous === undefined)) throw new BackupFault('broken_chain', `${name} is another one`);
  const content = await decodeManifest(keys, trusted, { number, ...(previous !== undefined && { previous }) }, object).catch(ofThisPlace);
  if (expected !== undefined && sha256(object) !== expected) throw new BackupFault('broken_chain', `${name} is not the one that is followed`);
  return { content, previous };
};

/** Number and predecessor are those that it claims: what does not fit its signature was changed. */
function ofThisPlace(error: unknown): never {
  if (error instanceof BackupFault && error.code === 'broken_chain') throw new BackupFault('unreadable', error.message, { cause: error });
  throw error;
}

/** Takes down what the rest of a verification needs of a manifest. */
function noteManifest({ chains, named }: Manifests, content: ManifestContent): void {
  const chain = chains.get(content.chain.id) ?? { identity: content.chain, hasSnapshot: false, since: content.at };
  chains.set(content.chain.id, chain);
  if (content.kind === 'gap') chain.end = content.lsn;
  if (content.kind !== 'snapshot') return;
  chain.hasSnapshot = true;
  for (const { id, size, sha256: hash } of content.packs) named.set(packName(id), { size, sha256: hash });
  for (const { name, size, sha256: hash } of content.files) named.set(fileName(name), { size, sha256: hash });
}
