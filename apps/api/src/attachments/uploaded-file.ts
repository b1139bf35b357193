import type { MultipartFile } from '@fastify/multipart';
import { fileTooLarge } from '@parley/attachments';
import { AppError } from '@parley/kernel';
import type { FastifyRequest } from 'fastify';
import { waitForUpload } from '../server/body-time.js';
import { isTooLong } from './multipart.js';

const missing = () => new AppError('bad_request', 'source is required: a file in multipart/form-data');

/** The file in the field `source`, which is read as it comes. Raises bad_request, payload_too_large. */
export async function uploadedFile(request: FastifyRequest): Promise<MultipartFile> {
  if (isTooLong(request)) throw fileTooLarge();
  if (!request.isMultipart()) throw missing();
  waitForUpload(request);
  const part = await request.file().catch((error: unknown) => {
    throw readFault(error);
  });
  if (part?.fieldname !== 'source') throw missing();
  return part;
}

/** The bytes of an uploaded file. Raises payload_too_large once there are more than the limit, bad_request where the form breaks off. */
export async function* contentOf({ file }: MultipartFile): AsyncGenerator<Buffer> {
  try {
    yield* file as AsyncIterable<Buffer>;
  } catch (error) {
    throw readFault(error);
  }
  // Where the limit is met at the very end the stream ends without an error.
  if (file.truncated) throw fileTooLarge();
}

/** The library's own errors, and what it says of a form that ends too early. */
function readFault(error: unknown): AppError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'FST_REQ_FILE_TOO_LARGE') return fileTooLarge();
  return new AppError('bad_request', 'The form is malformed: it should hold one file, in the field source', { cause: error });
}
