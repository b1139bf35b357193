import { Copies } from './copies.js';
import { Needed } from './expired.js';
import { verifySnapshots } from './frames.js';
import { verifyLedgers } from './ledger-copies.js';
import { verifyManifests } from './manifests.js';
import { verifyNamed } from './named-objects.js';
import { verifySegments } from './segments.js';
import type { Verified, VerifyOptions, VerifyParts } from './verify.types.js';

/**
 * Reads what the zones hold and finds whatever was flipped, cut, removed, swapped or put back, before a restore would; with
 * `repair` a zone gets from another one what it lacks. A zone that does not answer is told of and left out. Rejects by nothing
 * that zones hold or do. Zones that are repaired were prepared (`prepareZone`), or are mendable (`requireMendable`).
 */
export async function verifyRepository(parts: VerifyParts, options: VerifyOptions = {}): Promise<Verified> {
  const copies = new Copies(parts.zones, options);
  await verifyLedgers(copies, parts, options);
  const needed = await Needed.read(copies, parts.keys);
  const { chains, named } = await verifyManifests(copies, parts, needed);
  const unnamed = await verifyNamed(copies, named, options);
  await verifySegments(copies, parts, chains, needed, options);
  await copies.settle();
  await verifySnapshots(copies, parts, options);
  return { findings: copies.findings, objects: copies.objects, bytes: copies.bytes, unnamed };
}

/** Whether something is not as it should be, and was not mended. */
export const isSound = ({ findings }: Verified): boolean => findings.every(({ repaired }) => repaired !== undefined);
