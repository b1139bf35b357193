import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from './s3-error.js';

/** What a client signs with. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A request as it arrived, the path with its query as it was sent. */
export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const AUTHORIZATION = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
const SKEW_MS = 15 * 60_000;

const sha256 = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * Checks a request's signature (Signature Version 4, "Authenticating Requests: Using the Authorization Header") and the
 * hash of its body. Answers who of those that are known signed it. Raises S3Error by the code that S3 has for it.
 */
export function checkSignature(request: SignedRequest, known: readonly S3Credentials[], region: string): S3Credentials {
  const { headers, body } = request;
  if (headers.authorization === undefined) throw new S3Error('AccessDenied', 403);
  const [, id, day, inRegion, service, names, signature] = AUTHORIZATION.exec(headers.authorization) ?? [];
  if (day === undefined || names === undefined || signature === undefined) throw new S3Error('AuthorizationHeaderMalformed', 400);
  if (inRegion !== region || service !== 's3') throw new S3Error('AuthorizationHeaderMalformed', 400, { Region: region });
  const signer = known.find(({ accessKeyId }) => accessKeyId === id);
  if (!signer) throw new S3Error('InvalidAccessKeyId', 403);
  const date = String(headers['x-amz-date']);
  if (!date.startsWith(day) || Math.abs(instantOf(date) - Date.now()) > SKEW_MS) throw new S3Error('RequestTimeTooSkewed', 403);
  const signed = names.split(';');
  const unsigned = Object.keys(headers).some((name) => (name === 'host' || name.startsWith('x-amz-')) && !signed.includes(name));
  if (unsigned) throw new S3Error('AccessDenied', 403, { What: 'a header that must be signed is not' });
  const payload = String(headers['x-amz-content-sha256']);
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== sha256(body)) throw new S3Error('XAmzContentSHA256Mismatch', 400);
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonicalRequest(request, signed, payload))].join('\n');
  const key = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${signer.secretAccessKey}`, day), region));
  if (!timingSafeEqual(hmac(key, text), Buffer.from(signature, 'hex'))) throw new S3Error('SignatureDoesNotMatch', 403);
  return signer;
}

/** S3 encodes a path once, so that it is signed as it was sent. */
function canonicalRequest({ method, url, headers }: SignedRequest, signed: readonly string[], payload: string): string {
  const [path = '/', query = ''] = url.split('?');
  const parameters = query === '' ? [] : query.split('&').map((part) => (part.includes('=') ? part : `${part}=`));
  const lines = signed.map((name) => `${name}:${String(headers[name]).trim().replaceAll(/ +/g, ' ')}`);
  return [method, path, parameters.toSorted().join('&'), ...lines, '', signed.join(';'), payload].join('\n');
}

/** Of `20260102T030405Z`; not a number for anything else. */
const instantOf = (date: string): number => Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
