import type { FormFile } from '../multipart.js';
import type { Part, Sending } from '../outbound.js';
import { VendorFault } from '../vendor-fault.js';
import { callGraph, type Access } from './graph-api.js';
import { MAX_BYTES } from './media.js';
import { isObject } from './native.js';

type Kind = Exclude<keyof typeof MAX_BYTES, 'sticker'>;

const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** What Meta takes as an upload ("Media: supported media types"); of documents by their address it takes any type. */
const TYPES: Readonly<Record<Kind, readonly string[]>> = {
  image: ['image/jpeg', 'image/png'],
  video: ['video/mp4', 'video/3gpp'],
  audio: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
  document: [
    'text/plain', 'application/pdf', 'application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint',
    `${OFFICE}.wordprocessingml.document`, `${OFFICE}.spreadsheetml.sheet`, `${OFFICE}.presentationml.presentation`,
  ],
};

/**
 * A message whose file that is stored here (`upload`) is named by an id, its bytes given to Meta; by its address where Meta takes no upload
 * of that type or length. A file that was given and is in no message is seen by nobody, and goes after 30 days: an upload whose outcome
 * is unknown can be made again. Raises VendorFault, never `unknown`.
 */
export async function withUploads({ upload: address, ...message }: Part, access: Access, { calls, file: open }: Sending): Promise<Part> {
  if (typeof address !== 'string') return message;
  const [file, kind] = [await open(address), kindOf(message)];
  const mediaType = file.mediaType.split(';', 1)[0]?.trim() ?? '';
  if (!TYPES[kind].includes(mediaType) || file.size > MAX_BYTES[kind]) return message;
  const form = [['messaging_product', 'whatsapp'], ['type', mediaType], ['file', { ...file, mediaType }]] as const;
  const { id } = await callGraph(calls, access, `${access.phoneNumberId}/media`, { method: 'POST', form }).catch(unseen);
  if (typeof id !== 'string' || id === '') throw new VendorFault('temporary', 'no_media_id');
  return named(message, address, id, file) as Part;
}

/** Of what is no message of its own file, the header is an image. */
const kindOf = ({ type }: Part): Kind => (typeof type === 'string' && Object.hasOwn(TYPES, type) ? (type as Kind) : 'image');

/** With the id in the place of the address. A document has the name that the message gives it, or its own. */
function named(value: unknown, link: string, id: string, { fileName }: Pick<FormFile, 'fileName'>, isDocument = false): unknown {
  if (!isObject(value)) return value;
  const { link: held, ...rest } = value;
  if (held === link) return { ...(isDocument && { filename: fileName }), ...rest, id };
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, named(of, link, id, { fileName }, name === 'document')]));
}

function unseen(error: unknown): never {
  if (!(error instanceof VendorFault)) throw error;
  if (error.faultClass === 'unknown') throw new VendorFault('temporary', error.code, undefined, { cause: error });
  throw error.faultClass === 'content_rejected' ? new VendorFault('media_error', error.code, undefined, { cause: error }) : error;
}
