import { AppError } from '@parley/kernel';

const internalError = (cause: unknown) => new AppError('internal_error', 'Something went wrong on our end', { cause });

/** What Fastify and Nest mean by their own errors. Their messages are not passed on: some repeat what the caller sent. */
const BY_STATUS: Record<number, () => AppError> = {
  400: () => new AppError('bad_request', 'The request is malformed'),
  404: () => new AppError('not_found', 'Resource not found'),
  405: () => new AppError('not_found', 'Resource not found'),
  408: () => new AppError('bad_request', 'The request took too long to arrive'),
  413: () => new AppError('payload_too_large', 'The request body is limited to 100 kB'),
  414: () => new AppError('bad_request', 'The URL is too long'),
  415: () => new AppError('unsupported_media_type', 'The content-type should be application/json'),
  503: () => new AppError('service_unavailable', 'The service is not available at the moment'),
};

const BY_FASTIFY_CODE: Record<string, () => AppError> = {
  FST_ERR_BAD_URL: () => new AppError('bad_request', 'The URL is malformed'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => new AppError('bad_request', 'The request body does not have the length of its content-length'),
};

/**
 * What a database that is away, overrun or at odds with itself looks like: the request may be sent again
 * (SQLSTATE classes 08, 40, 53 and 57, a transaction that was ended because nothing came, and sockets). Class 40 was rolled back: a deadlock, a failed serialisation.
 */
const UNAVAILABLE = /^(?:08|40|53|57)\w+$|^25P03$|^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT)$/;

/** What pg says without a code: of a connection that broke, or had broken, or gave no answer, and of a pool without a free one. */
const NO_CONNECTION = /^Connection terminated|^Query read timeout$|^Client (?:was closed|has encountered a connection error)|timeout exceeded when trying to connect/;

/** Turns whatever was thrown into an error the caller may see. What nobody foresaw is an internal error, with its cause kept for the log. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = property(thrown, 'code');
  if (typeof code === 'string') {
    const known = BY_FASTIFY_CODE[code];
    if (known !== undefined) return known();
    if (UNAVAILABLE.test(code)) return unavailable(thrown);
  }
  if (thrown instanceof Error && NO_CONNECTION.test(thrown.message)) return unavailable(thrown);
  const status = statusOf(thrown);
  return (status === undefined ? undefined : BY_STATUS[status]?.()) ?? (isClientStatus(status) ? BY_STATUS[400]?.() : undefined) ?? internalError(thrown);
}

const unavailable = (cause: unknown) => new AppError('service_unavailable', 'The service is not available at the moment', { cause });

const isClientStatus = (status: number | undefined): boolean => status !== undefined && status >= 400 && status < 500;

const property = (thrown: unknown, name: string): unknown =>
  typeof thrown === 'object' && thrown !== null && name in thrown ? (thrown as Record<string, unknown>)[name] : undefined;

/** Fastify's errors carry `statusCode`, Nest's answer `getStatus()`. */
function statusOf(thrown: unknown): number | undefined {
  const status = property(thrown, 'statusCode') ?? property(thrown, 'status');
  return typeof status === 'number' ? status : undefined;
}
