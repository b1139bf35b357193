import { createHash } from 'node:crypto';
import type { CheckpointSigner, VerifierKey } from '@parley/audit-log';
import { BackupFault } from '../backup-fault.js';
import type { ManifestContent } from './manifest.types.js';
import type { RepositoryKeys } from './repository-keys.js';
import { openObject, originalName, sealObject } from './sealed-object.js';
import { claimedText, openSigned, signObject } from './signed-object.js';

/** The first line: what is signed under it can be taken for nothing else that the same key signs. */
const TITLE = 'parley backup manifest v1';

/** Where a manifest stands. */
export interface ManifestPlace {
  /** From 1 on, without a hole. */
  readonly number: number;
  /** SHA-256 of the whole object before it, in hex; the first has none. */
  readonly previous?: string;
}

export const MANIFESTS = 'manifests/';

/** The object's name: listing them lists them in their order. */
export const manifestName = (number: number): string => `${MANIFESTS}${String(number).padStart(10, '0')}`;

/** The number of the manifest, or of the repair of one, that is called so. */
export const manifestNumber = (name: string): number => Number(originalName(name).slice(MANIFESTS.length));

/** What names an object by its bytes, in hex. */
export const sha256 = (object: Buffer): string => createHash('sha256').update(object).digest('hex');

/** The object: a signed note's length (4 bytes) and the note, which names the SHA-256 of what follows, the sealed content. */
export async function encodeManifest(keys: RepositoryKeys, signer: CheckpointSigner, place: ManifestPlace, content: ManifestContent): Promise<Buffer> {
  const sealed = await sealObject(keys, 'manifest', manifestName(place.number), Buffer.from(JSON.stringify(content)));
  return signObject(signer, textOf(keys, place, content.kind, sealed), sealed);
}

/**
 * What a manifest says, once it is signed by a trusted key, stands where `place` says, and opens. Raises BackupFault:
 * `malformed`, `unsigned`, `broken_chain` (another number or another one before it), `unreadable`.
 */
export async function decodeManifest(keys: RepositoryKeys, trusted: readonly VerifierKey[], place: ManifestPlace, object: Buffer): Promise<ManifestContent> {
  const name = manifestName(place.number);
  const { text, sealed } = openSigned(name, trusted, object);
  const kind = /\nkind (\w+)\n/.exec(text)?.[1] ?? '';
  if (text !== textOf(keys, place, kind, sealed)) throw new BackupFault('broken_chain', `${name} does not follow what is before it, or holds something else than was signed`);
  return JSON.parse((await openObject(keys, 'manifest', name, sealed)).toString()) as ManifestContent;
}

/** The place that a manifest claims; to be believed once `decodeManifest` has. Raises BackupFault `malformed`. */
export function claimedPlace(name: string, object: Buffer): ManifestPlace {
  const [, number, previous] = /\nnumber (\d+)\nprevious ([0-9a-f]{64}|none)\n/.exec(claimedText(object)) ?? [];
  if (number === undefined) throw new BackupFault('malformed', `${name} is no manifest`);
  return { number: Number(number), ...(previous !== 'none' && { previous }) };
}

const textOf = ({ repository }: RepositoryKeys, { number, previous }: ManifestPlace, kind: string, sealed: Buffer): string =>
  `${[TITLE, `environment ${repository.environment}`, `repository ${repository.id}`, `number ${number}`, `previous ${previous ?? 'none'}`, `kind ${kind}`, `content ${sha256(sealed)}`].join('\n')}\n`;
