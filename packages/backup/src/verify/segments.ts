import { BackupFault } from '../backup-fault.js';
import { sha256 } from '../format/manifest.js';
import { openObject } from '../format/sealed-object.js';
import type { RepositoryKeys } from '../format/repository-keys.js';
import { lsnName, lsnOfName, parseLsn, type Lsn } from '../stream/lsn.js';
import { segmentHeader } from '../stream/segments/segment-codec.js';
import { segmentName, segmentPlace } from '../stream/segments/segment-name.js';
import type { Copies } from './copies.js';
import type { KnownChain } from './manifests.js';
import { Links } from './links.js';
import { mergedNames, type Listed } from './merged-names.js';
import { inShare } from './share.js';
import type { Needed } from './expired.js';
import type { VerifyOptions, VerifyParts } from './verify.types.js';

const PREFIX = 'chains/';

/**
 * Goes through every chain: nothing between its segments is missing, each opens, is what its name says and follows the content of
 * the one before it, and the chain goes as far as its gap record or the database says. Out of a share, content is not read.
 */
export async function verifySegments(copies: Copies, { keys, confirmed }: VerifyParts, chains: ReadonlyMap<string, KnownChain>, needed: Needed, { share }: VerifyOptions): Promise<void> {
  await expectBytes(copies, share?.of ?? 1);
  const ends = new Map<string, Lsn>();
  let links = new Links();
  let chain = '';
  const zones = copies.answering.length;
  for await (const [listed, next] of withNext(mergedNames(copies.answering, PREFIX, copies.fellSilent))) {
    const [, id = '', own = ''] = /^chains\/([^/]+)\/([^/]+)$/.exec(listed.name) ?? [];
    const place = segmentPlace(own);
    if (!place) continue;
    if (id !== chain) [chain, links] = [id, new Links()];
    if (!needed.segment(id, place, chains.get(id)?.since)) continue;
    const hole = links.holeBefore(place);
    if (hole && needed.stretch(id, hole, chains.get(id)?.since)) copies.lost(`${PREFIX}${id}/${segmentName(hole)}`, 'missing');
    // The one behind it needs the hash of this one's content.
    const isRead = listed.zones < zones || inShare(listed.name, share) || (next !== undefined && inShare(next.name, share));
    const isFirst = chains.get(id)?.identity.consistentPoint !== undefined && parseLsn(chains.get(id)?.identity.consistentPoint ?? '0/0') === place.start && (place.part ?? 1) === 1;
    const before = isFirst ? [null] : links.before(place);
    links.add(place, isRead ? await copies.check(listed.name, openSegment(keys, id, listed.name, before)) : []);
    ends.set(id, links.end);
  }
  for (const [id, { end, hasSnapshot, since }] of chains) if (end !== undefined && hasSnapshot && needed.stretch(id, { start: ends.get(id) ?? 0n, end: parseLsn(end) }, since)) requireEnd(copies, id, ends.get(id), parseLsn(end));
  for (const { chain: id, lsn } of confirmed?.chains ?? []) requireEnd(copies, id, ends.get(id), parseLsn(lsn));
}

const openSegment = (keys: RepositoryKeys, chain: string, name: string, before: readonly (string | null)[]) => async (object: Buffer): Promise<string> => {
  const content = await openObject(keys, 'segment', name, object);
  const header = segmentHeader(content);
  const said = { start: lsnOfName(header.start), end: lsnOfName(header.end), ...(header.part && { part: header.part.number }) };
  if (header.chain !== chain || name !== `${PREFIX}${chain}/${segmentName(said)}`) throw new BackupFault('broken_chain', `${name} is another segment`);
  if (before.length > 0 && !before.includes(header.previous)) throw new BackupFault('broken_chain', `${name} does not follow what is before it`);
  return sha256(content);
};

function requireEnd(copies: Copies, chain: string, is: Lsn | undefined, atLeast: Lsn): void {
  if (is === undefined || is < atLeast) copies.lost(`${PREFIX}${chain}/${lsnName(is ?? 0n)}-${lsnName(atLeast)}`, 'behind');
}

/** How much is to be read, as far as lists tell. */
async function expectBytes(copies: Copies, parts: number): Promise<void> {
  for await (const { size, zones } of mergedNames(copies.answering, PREFIX, copies.fellSilent)) copies.expect(Math.ceil((size * zones) / parts));
}

/** Each with the one behind it. */
async function* withNext(all: AsyncIterable<Listed>): AsyncGenerator<readonly [Listed, Listed | undefined]> {
  let held: Listed | undefined;
  for await (const each of all) {
    if (held) yield [held, each];
    held = each;
  }
  if (held) yield [held, undefined];
}
