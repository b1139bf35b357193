import { UnreadableEvent, type Receiving } from '../channel.js';
import { VendorFault } from '../vendor-fault.js';
import { accessOf, callGraph } from './graph-api.js';
import type { Media } from './notification.js';

const MB = 1024 * 1024;

/** The longest files that WhatsApp carries ("Media: supported media types"), in bytes. */
export const MAX_BYTES = { image: 5 * MB, sticker: MB / 2, video: 16 * MB, audio: 16 * MB, document: 100 * MB } as const;

/** Hosts of Meta's, to which the token may go. */
const META = /^(?:[\w-]+\.)*(?:fbsbx\.com|fbcdn\.net|facebook\.com|whatsapp\.net)$/;

/** Asks where a file lies, then fetches and keeps it, with the integration's token both times; answers how a message names it. Raises UnreadableEvent, VendorFault. */
export async function fetchMedia(kind: keyof typeof MAX_BYTES, { id, mime_type: told, sha256, filename }: Media, { settings, calls, file }: Receiving): Promise<string> {
  if (id === undefined || !/^[\w-]{1,128}$/.test(id)) throw new UnreadableEvent('a file without an id');
  const access = accessOf(settings);
  const found = (await callGraph(calls, access, id, { method: 'GET', query: { phone_number_id: access.phoneNumberId } })) as { readonly url?: unknown; readonly mime_type?: string; readonly sha256?: string; readonly file_size?: number | string };
  if (typeof found.url !== 'string' || !isMetas(found.url, calls.baseUrl)) throw new VendorFault('media_error', 'not_at_meta');
  const maxBytes = MAX_BYTES[kind];
  if (Number(found.file_size ?? 0) > maxBytes) throw new VendorFault('media_error', 'file_too_large');
  return file({ path: found.url, authorization: `Bearer ${access.accessToken}`, maxBytes, sha256: hashOf(found.sha256 ?? sha256), mediaType: found.mime_type ?? told, fileName: filename });
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
