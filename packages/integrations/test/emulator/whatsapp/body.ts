import { readUpload } from './upload.js';

/** A request's body, read: nothing where there is none. */
export interface ReadBody {
  readonly asked: unknown;
  /** What is wrong with a form. */
  readonly problems: readonly string[];
  readonly isForm: boolean;
}

/** Reads a form, or JSON. */
export async function readBody(type: string, bytes: Buffer): Promise<ReadBody> {
  if (type.startsWith('multipart/form-data')) return { ...(await readUpload(type, bytes)), isForm: true };
  return { asked: bytes.length === 0 ? undefined : parsed(bytes), problems: [], isForm: false };
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    return { 'what is no JSON': true };
  }
}
