import { UnreadableEvent, type Receiving } from '../channel.js';
import type { RemoteFile, VendorCalls } from '../vendor-calls.js';
import { VendorFault } from '../vendor-fault.js';
import { accessOf, callGraph, type Access } from './graph-api.js';
import type { Media } from './notification.js';

const MB = 1024 * 1024;

/** The longest files that WhatsApp carries ("Media: supported media types"), in bytes. */
export const MAX_BYTES = { image: 5 * MB, sticker: MB / 2, video: 16 * MB, audio: 16 * MB, document: 100 * MB } as const;

/** Hosts of Meta's, to which the token may go. */
const META = /^(?:[\w-]+\.)*(?:fbsbx\.com|fbcdn\.net|facebook\.com|whatsapp\.net)$/;

/** Fetches and keeps a file; answers how a message names it. Raises UnreadableEvent, VendorFault. */
export async function fetchMedia(kind: keyof typeof MAX_BYTES, media: Media, { settings, calls, file }: Receiving): Promise<string> {
  const { id, mime_type: mediaType, filename: fileName } = media;
  if (id === undefined || !/^[\w-]{1,128}$/.test(id)) throw new UnreadableEvent('a file without an id');
  return file({ find: () => find(id, MAX_BYTES[kind], media, accessOf(settings), calls), mediaType, fileName });
}

/** Asks where a file lies, which is fetched with the integration's token, as this is asked. Raises VendorFault: `media_error` where Meta has it no more, or it is longer than WhatsApp carries. */
async function find(id: string, maxBytes: number, { sha256 }: Media, access: Access, calls: VendorCalls): Promise<RemoteFile & { readonly mediaType?: string }> {
  const found = (await callGraph(calls, access, id, { method: 'GET', query: { phone_number_id: access.phoneNumberId } }).catch(gone)) as { readonly url?: unknown; readonly mime_type?: string; readonly sha256?: string; readonly file_size?: number | string };
  if (typeof found.url !== 'string' || !isMetas(found.url, calls.baseUrl)) throw new VendorFault('media_error', 'not_at_meta');
  if (Number(found.file_size ?? 0) > maxBytes) throw new VendorFault('media_error', 'file_too_large');
  return { path: found.url, authorization: `Bearer ${access.accessToken}`, maxBytes, sha256: hashOf(found.sha256 ?? sha256), mediaType: found.mime_type };
}

/** Of what is not there Meta says that the request is wrong (code 100). */
function gone(error: unknown): never {
  throw error instanceof VendorFault && error.faultClass === 'content_rejected' ? new VendorFault('media_error', error.code, undefined, { cause: error }) : error;
}

/** Or where the installation says that Meta is. */
function isMetas(url: string, baseUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  return (protocol === 'https:' && META.test(hostname)) || origin === new URL(baseUrl).origin;
}

/** A SHA-256 in hex or base64, both of which Meta writes; nothing where it tells none. Raises VendorFault for what is neither. */
function hashOf(text: string | undefined): Buffer | undefined {
  if (text === undefined || text === '') return undefined;
  const bytes = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64');
  if (bytes.length !== 32) throw new VendorFault('media_error', 'no_hash');
  return bytes;
}
