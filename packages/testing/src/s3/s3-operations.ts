import { createHash } from 'node:crypto';
import { document, element, notImplemented, S3Error } from './s3-error.js';
import { crc32Of, type S3Bucket } from './s3-bucket.js';
import type { SignedRequest } from './s3-signature.js';

/** What is answered when an operation went well. */
export interface S3Answer {
  readonly operation: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

interface Asked {
  readonly bucket: S3Bucket;
  readonly name: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly request: SignedRequest;
  /** Keys of one page at most, as S3 has 1,000. */
  readonly mostKeys: number;
}

interface Operation {
  readonly name: string;
  readonly parameters?: readonly string[];
  readonly headers?: readonly string[];
  readonly answer: (asked: Asked) => Omit<S3Answer, 'operation'>;
}

/** Headers that every request may have. */
const COMMON = new Set(['host', 'authorization', 'user-agent', 'x-amz-user-agent', 'amz-sdk-invocation-id', 'amz-sdk-request', 'connection', 'accept', 'accept-encoding', 'content-type', 'content-length', 'expect', 'x-amz-date', 'x-amz-content-sha256', 'x-amz-security-token']);
const MOST_KEY_BYTES = 1024;

const XML = { 'content-type': 'application/xml' };

const ON_OBJECTS: Readonly<Record<string, Operation>> = {
  PUT: { name: 'PutObject', headers: ['if-none-match', 'if-match', 'x-amz-checksum-crc32', 'x-amz-checksum-sha256', 'x-amz-sdk-checksum-algorithm'], answer: putObject },
  GET: { name: 'GetObject', headers: ['x-amz-checksum-mode', 'range'], answer: (asked) => (asked.request.headers.range === undefined ? { ...readObject(asked), body: asked.bucket.get(asked.key).content } : readPart(asked)) },
  HEAD: { name: 'HeadObject', headers: ['x-amz-checksum-mode'], answer: readObject },
  DELETE: { name: 'DeleteObject', answer: ({ bucket, key }) => (bucket.delete(key), { status: 204 }) },
};

const ON_BUCKETS: Readonly<Record<string, Operation>> = {
  'list-type': { name: 'ListObjectsV2', parameters: ['prefix', 'delimiter', 'max-keys', 'continuation-token', 'start-after'], answer: listObjects },
  versioning: { name: 'GetBucketVersioning', answer: ({ bucket: { state } }) => ({ status: 200, headers: XML, body: document('VersioningConfiguration', state.versioning === undefined ? '' : element('Status', state.versioning)) }) },
  'object-lock': { name: 'GetObjectLockConfiguration', answer: objectLock },
};

/** Does what a request asks of a bucket. Raises S3Error, `NotImplemented` for every operation, parameter or header that is not known here. */
export function operate(asked: Asked): S3Answer {
  const { request: { method, headers }, key, query } = asked;
  const of = key === '' ? [...query.keys()].find((parameter) => Object.hasOwn(ON_BUCKETS, parameter)) : method;
  const operation = key === '' ? (method === 'GET' ? ON_BUCKETS[of ?? ''] : undefined) : ON_OBJECTS[method];
  if (!operation || of === undefined) throw notImplemented(`${method} of ${key === '' ? `a bucket, ${[...query.keys()].join()}` : 'an object'}`);
  const parameters = new Set(['x-id', of, ...(operation.parameters ?? [])]);
  const strange = [...query.keys()].find((parameter) => !parameters.has(parameter)) ?? Object.keys(headers).find((name) => !COMMON.has(name) && !operation.headers?.includes(name));
  if (strange !== undefined) throw notImplemented(`${strange} of ${operation.name}`);
  if (query.has('x-id') && query.get('x-id') !== operation.name) throw new S3Error('InvalidArgument', 400, { ArgumentName: 'x-id' });
  if (Buffer.byteLength(key) > MOST_KEY_BYTES) throw new S3Error('KeyTooLongError', 400);
  return { operation: operation.name, ...operation.answer(asked) };
}

function putObject({ bucket, key, request: { headers, body } }: Asked): Omit<S3Answer, 'operation'> {
  const [ifNoneMatch, ifMatch, checksum] = [headers['if-none-match'], headers['if-match'], headers['x-amz-checksum-crc32']];
  if (headers['content-length'] === undefined) throw new S3Error('MissingContentLength', 411);
  if (ifNoneMatch !== undefined && (ifNoneMatch !== '*' || ifMatch !== undefined)) throw notImplemented('If-None-Match that is not *');
  if (checksum !== undefined && checksum !== crc32Of(body)) throw new S3Error('BadDigest', 400);
  const sha256 = headers['x-amz-checksum-sha256'];
  if (sha256 !== undefined && sha256 !== createHash('sha256').update(body).digest('base64')) throw new S3Error('BadDigest', 400);
  const { etag } = bucket.put(key, body, { ...(typeof sha256 === 'string' && { sha256 }), ...(ifMatch !== undefined && { ifMatch }), ...(ifNoneMatch !== undefined && { ifNoneMatch }) });
  return { status: 200, headers: { etag, ...checksumOf(body, sha256) } };
}

function readObject({ bucket, key, request }: Asked): Omit<S3Answer, 'operation'> {
  const { content, etag, modified, sha256 } = bucket.get(key);
  const checksum = request.headers['x-amz-checksum-mode'] === 'ENABLED' ? checksumOf(content, sha256) : {};
  return { status: 200, headers: { etag, 'last-modified': modified.toUTCString(), 'content-length': String(content.length), 'content-type': 'application/octet-stream', ...checksum } };
}

/** The one that it was written with; CRC-32 where that was none. */
function checksumOf(content: Buffer, sha256: string | string[] | undefined): Record<string, string> {
  const sum: Record<string, string> = typeof sha256 === 'string' ? { 'x-amz-checksum-sha256': sha256 } : { 'x-amz-checksum-crc32': crc32Of(content) };
  return { ...sum, 'x-amz-checksum-type': 'FULL_OBJECT' };
}

/** GetObject with `Range: bytes=from-to`; of a part there is no checksum of the whole. */
function readPart({ bucket, key, request }: Asked): Omit<S3Answer, 'operation'> {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(String(request.headers.range)) ?? [];
  if (first === undefined || Number(last) < Number(first)) throw notImplemented('a Range that is not bytes=from-to');
  const { content, etag, modified } = bucket.get(key);
  if (Number(first) >= content.length) throw new S3Error('InvalidRange', 416, { ActualObjectSize: String(content.length) });
  const body = content.subarray(Number(first), Number(last) + 1);
  const range = `bytes ${first}-${Number(first) + body.length - 1}/${content.length}`;
  return { status: 206, headers: { etag, 'last-modified': modified.toUTCString(), 'content-length': String(body.length), 'content-range': range, 'accept-ranges': 'bytes', 'content-type': 'application/octet-stream' }, body };
}

function listObjects({ bucket, name, query, mostKeys }: Asked): Omit<S3Answer, 'operation'> {
  if (query.get('list-type') !== '2') throw notImplemented('ListObjects');
  const [prefix, token, startAfter] = [query.get('prefix') ?? '', query.get('continuation-token'), query.get('start-after') ?? ''];
  const asked = Number(query.get('max-keys') ?? mostKeys);
  if (!Number.isInteger(asked) || asked < 0) throw new S3Error('InvalidArgument', 400, { ArgumentName: 'max-keys' });
  const delimiter = query.get('delimiter') ?? '';
  const rest = rolledUp(bucket.keys(prefix, ''), prefix, delimiter).filter((key) => isAfter(key, token === null ? startAfter : Buffer.from(token, 'base64url').toString()));
  const page = rest.slice(0, Math.min(asked, mostKeys));
  const truncated = page.length > 0 && page.length < rest.length;
  const contents = page.map((key) => {
    if (delimiter !== '' && key.endsWith(delimiter) && key.length > prefix.length) return `<CommonPrefixes>${element('Prefix', key)}</CommonPrefixes>`;
    const { content, etag, modified } = bucket.get(key);
    return `<Contents>${element('Key', key)}${element('LastModified', modified.toISOString())}${element('ETag', etag)}${element('Size', content.length)}${element('StorageClass', 'STANDARD')}</Contents>`;
  });
  const next = truncated ? element('NextContinuationToken', Buffer.from(page.at(-1) ?? '').toString('base64url')) : '';
  const described = `${element('Name', name)}${element('Prefix', prefix)}${delimiter === '' ? '' : element('Delimiter', delimiter)}${element('KeyCount', page.length)}${element('MaxKeys', asked)}${element('IsTruncated', truncated)}${token === null ? '' : element('ContinuationToken', token)}${next}`;
  return { status: 200, headers: XML, body: document('ListBucketResult', described + contents.join('')) };
}

/** Keys that have the delimiter behind the prefix become one common prefix each, which counts as one key of a page (ListObjectsV2, "Delimiter"). */
function rolledUp(keys: readonly string[], prefix: string, delimiter: string): string[] {
  if (delimiter === '') return [...keys];
  return [...new Set(keys.map((key) => {
    const end = key.indexOf(delimiter, prefix.length);
    return end < 0 ? key : key.slice(0, end + delimiter.length);
  }))];
}

const isAfter = (key: string, last: string): boolean => Buffer.compare(Buffer.from(key), Buffer.from(last)) > 0;

function objectLock({ bucket: { state }, name }: Asked): Omit<S3Answer, 'operation'> {
  if (!state.objectLock) throw new S3Error('ObjectLockConfigurationNotFoundError', 404, { BucketName: name });
  return { status: 200, headers: XML, body: document('ObjectLockConfiguration', element('ObjectLockEnabled', 'Enabled')) };
}
