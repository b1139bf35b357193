import { randomUUID } from 'node:crypto';

/** A file as a form carries it. */
export interface FormFile {
  readonly fileName: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** The bytes as they come, once. Raises VendorFault where they cannot be had. */
  read(): AsyncIterable<Uint8Array>;
}

/** A field of a form, which may have several of one name. */
export type FormField = readonly [name: string, value: string | FormFile];

/** A form on its way out. */
export interface StreamedForm {
  readonly headers: Readonly<Record<'content-type' | 'content-length', string>>;
  /** To be read once. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Whether its end was asked for: before that nobody can have taken it. */
  ended(): boolean;
  /** Why a file could not be read, where one could not. */
  fault(): unknown;
}

/** multipart/form-data (RFC 7578) whose files are read as the other side takes them: never whole in memory. */
export async function streamedForm(fields: readonly FormField[]): Promise<StreamedForm> {
  // The runtime's encoder writes all but the files' bytes, for which marks stand: so names are escaped as browsers escape them.
  const [mark, files, filled] = [randomUUID(), fields.flatMap(([, value]) => (typeof value === 'string' ? [] : [value])), new FormData()];
  for (const [name, value] of fields) filled.append(name, typeof value === 'string' ? value : new File([mark], value.fileName, { type: value.mediaType }));
  const encoding = new Response(filled);
  const pieces = (await encoding.text()).split(mark).map((piece) => Buffer.from(piece));
  const length = [...pieces.map((piece) => piece.length), ...files.map(({ size }) => size)].reduce((sum, one) => sum + one, 0);
  const state: State = { ended: false };
  return {
    headers: { 'content-type': encoding.headers.get('content-type') ?? '', 'content-length': String(length) },
    body: bytesOf(pieces, files, state), ended: () => state.ended, fault: () => state.fault,
  };
}

interface State {
  ended: boolean;
  fault?: unknown;
}

async function* bytesOf(pieces: readonly Buffer[], files: readonly FormFile[], state: State): AsyncIterable<Uint8Array> {
  for (const [index, piece] of pieces.entries()) {
    state.ended = index === pieces.length - 1;
    yield piece;
    const file = files[index];
    if (file) yield* noting(file.read(), state);
  }
}

/** What the other side of the stream raises comes in at a `yield`: the file's own faults do not, and are told apart by it. */
async function* noting(bytes: AsyncIterable<Uint8Array>, state: State): AsyncIterable<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  const next = () => iterator.next().catch((error: unknown) => {
    state.fault = error;
    throw error;
  });
  try {
    for (let read = await next(); !read.done; read = await next()) yield read.value;
  } finally {
    await iterator.return?.();
  }
}
