import { fileTypeFromBuffer } from 'file-type';
import { invalid } from '../attachments.errors.js';

/** What is stored when nothing is known. */
const UNKNOWN = 'application/octet-stream';
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/;
/** Openapi.yaml bounds `mediaType` of a content. */
const LONGEST = 128;

/** Formats that others are made of: a document in a container is what it says it is, as far as can be seen. */
const CONTAINERS: Readonly<Record<string, RegExp>> = {
  'application/zip': /^application\/(?!zip)/,
  'application/x-cfb': /^application\/(?:msword|vnd\.ms-|vnd\.visio|x-msi)/,
  'application/xml': /^(?:text\/xml|(?:application|image)\/[\w.-]+\+xml)$/,
  'application/ogg': /^(?:audio|video)\/ogg$/,
  'application/gzip': /^application\/x-(?:gzip|tgz|gtar)/,
};

/** What browsers run or draw: as HTML, SVG or XML they take what begins so (WHATWG MIME Sniffing, 7.1, without its bound). */
const MARKUP = /^\uFEFF?\s*(?:<!--[\s\S]*?-->\s*)*<(?:!doctype|\?xml|[a-z][a-z0-9:-]*[\s/>])/i;

/** Sound and pictures: shown in the place where a message stands. */
const SHOWN = /^(?:image|audio|video)\//;
/** Formats that hold sound, pictures or both. */
const SAME_KIND: Readonly<Record<string, string>> = { audio: 'sound', video: 'sound', image: 'image' };

/**
 * The type of a file by its first bytes, which win over what the caller says. Where these tell nothing his claim stands,
 * unless it is of something that would have been recognised. Raises bad_request for an image, a sound or a film that is something else.
 */
export async function mediaTypeOf(head: Buffer, claimed: string | undefined): Promise<string> {
  const claim = essence(claimed);
  const found = (await fileTypeFromBuffer(head))?.mime;
  const isMarkup = found === undefined ? MARKUP.test(head.toString('utf8', 0, 4096)) : found === 'application/xml';
  if (SHOWN.test(claim) && contradicts(claim, found, isMarkup)) throw invalid(`source is not of the type that its Content-Type says: it is ${found ?? 'a text'}`);
  if (found === undefined) return SHOWN.test(claim) && !isMarkup ? UNKNOWN : claim;
  return CONTAINERS[found]?.test(claim) ? claim : found;
}

/** Whether bytes that were recognised are of another kind than an image, sound or film is to be. */
function contradicts(claim: string, found: string | undefined, isMarkup: boolean): boolean {
  if (isMarkup) return !claim.endsWith('+xml');
  if (found === undefined || CONTAINERS[found]?.test(claim)) return false;
  return kindOf(found) !== kindOf(claim);
}

const kindOf = (type: string): string => SAME_KIND[type.split('/')[0] ?? ''] ?? 'another';

/** The claim without its parameters, in lower case; what is no type says nothing. */
function essence(claimed: string | undefined): string {
  const type = (claimed ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return MEDIA_TYPE.test(type) && type.length <= LONGEST ? type : UNKNOWN;
}
