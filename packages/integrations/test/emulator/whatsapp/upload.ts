import { createHash } from 'node:crypto';
import { META } from './examples.js';

const MB = 1024 * 1024;
const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** "Media: supported media types", and the most bytes of each. */
const TYPES: Readonly<Record<string, number>> = {
  ...most(5 * MB, 'image/jpeg', 'image/png'), ...most(MB / 2, 'image/webp'), ...most(16 * MB, 'video/mp4', 'video/3gpp', 'audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'),
  ...most(
    100 * MB, 'text/plain', 'application/pdf', 'application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint',
    `${OFFICE}.wordprocessingml.document`, `${OFFICE}.spreadsheetml.sheet`, `${OFFICE}.presentationml.presentation`,
  ),
};

function most(bytes: number, ...types: string[]): Record<string, number> {
  return Object.fromEntries(types.map((type) => [type, bytes]));
}

/** The fields that Meta's schema of POST /{phone-number-id}/media has, and edit 9: `type`, of which the pages tell. */
const FIELDS = [...Object.keys(META.paths['/{Version}/{Phone-Number-ID}/media']?.post.requestBody.content['multipart/form-data']?.schema.properties ?? {}), 'type'];

/** An upload as it came. */
export interface Upload {
  readonly asked: Readonly<Record<string, unknown>>;
  /** What is wrong with it; nothing if it is right. */
  readonly problems: readonly string[];
}

/** Reads a form by the runtime's own parser, and judges it. */
export async function readUpload(type: string, bytes: Buffer): Promise<Upload> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const asked: Record<string, unknown> = {};
  for (const [name, value] of form) {
    if (typeof value === 'string') asked[name] = value;
    else asked[name] = { fileName: value.name, mediaType: value.type, size: value.size, sha256: createHash('sha256').update(Buffer.from(await value.arrayBuffer())).digest('hex') };
  }
  const unknown = Object.keys(asked).filter((name) => !FIELDS.includes(name)).map((name) => `/${name} is not described`);
  const file = asked['file'] as { readonly mediaType?: string; readonly size?: number } | undefined;
  return { asked, problems: [...unknown, ...(asked['messaging_product'] === 'whatsapp' ? [] : ['/messaging_product must be whatsapp']), ...problemsOf(file, asked['type'])] };
}

function problemsOf(file: { readonly mediaType?: string; readonly size?: number } | undefined, type: unknown): readonly string[] {
  const limit = TYPES[file?.mediaType ?? ''];
  if (file?.size === undefined || limit === undefined) return ['/file must be a file of a type that is taken'];
  if (type !== undefined && type !== file.mediaType) return ['/type is not that of the file'];
  return file.size === 0 || file.size > limit ? ['/file is empty or too large'] : [];
}
