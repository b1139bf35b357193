import type { FormFile } from '../channels/multipart.js';
import type { Block } from './content-blocks.js';

/** What a mail says, and the files that go with it. */
export interface Attached {
  readonly blocks: readonly Block[];
  readonly files: readonly FormFile[];
}

/**
 * A mail's files as those that go with it, named in its text: what is stored here, as long as there is room for so many bytes. The others
 * stay addresses. Raises VendorFault where a file cannot be opened.
 */
export async function attached({ blocks, stored = [] }: { readonly blocks: readonly Block[]; readonly stored?: readonly string[] }, open: (mediaUrl: string) => Promise<FormFile>, mostBytes: number): Promise<Attached> {
  const taken = new Map<string, FormFile>();
  let room = mostBytes;
  for (const url of room > 0 ? new Set(stored) : []) {
    const file = await open(url);
    if (file.size > room) continue;
    taken.set(url, file);
    room -= file.size;
  }
  return { blocks: blocks.map((block) => (isFile(block) && taken.has(block.url) ? { kind: 'text', text: block.text } : block)), files: [...taken.values()] };
}

/** The addresses of a message's files that are stored here. */
export const storedIn = (blocks: readonly Block[], isStored: (mediaUrl: string) => boolean): readonly string[] =>
  blocks.flatMap((block) => (isFile(block) && isStored(block.url) ? [block.url] : []));

const isFile = (block: Block): block is Block & { readonly kind: 'picture' | 'link' } => block.kind === 'picture' || block.kind === 'link';
