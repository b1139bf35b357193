import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { S3Bucket } from './s3-bucket.js';
import { errorBody, S3Error } from './s3-error.js';
import { operate, type S3Answer } from './s3-operations.js';
import { checkSignature, type S3Credentials } from './s3-signature.js';

/** An error in place of an answer: of one method only, after it has done what was asked, so many times. */
export interface S3Failure {
  readonly status: number;
  readonly error: string;
  readonly of?: string;
  readonly afterwards?: boolean;
  readonly times?: number;
}

/** How it meets requests: as S3, with silence, a closed connection, or an error. */
export type S3Behaviour = 'works' | 'silent' | 'hangs up' | S3Failure;

/** One request that came; `answered` is a status, or nothing where there was no answer. */
export interface S3Heard {
  readonly method: string;
  readonly path: string;
  readonly answered: number | undefined;
}

/**
 * A stand-in for S3 on loopback, path-style: PutObject with `If-None-Match: *` or `If-Match`, GetObject (also of a range), HeadObject,
 * DeleteObject, ListObjectsV2, GetBucketVersioning, GetObjectLockConfiguration. It checks signatures, hashes and checksums,
 * and refuses whatever it does not know.
 */
export interface S3Server {
  readonly endpoint: string;
  readonly region: string;
  /** Of who may do everything. */
  readonly credentials: S3Credentials;
  /** Everything that was asked, in order of arrival. */
  readonly heard: readonly S3Heard[];
  /** A bucket, made when it is asked for first; its objects and state may be looked at and changed. */
  bucket(name: string): S3Bucket;
  /** Another one, who may use these methods alone; all else is AccessDenied for him. */
  identity(methods: readonly string[]): S3Credentials;
  /** From now on. */
  behave(how: S3Behaviour): void;
  close(): Promise<void>;
}

interface S3Options {
  readonly region?: string;
  /** Keys in one page of a list, so that few objects are several pages. */
  readonly mostKeys?: number;
}

const MOST_KEYS = 1000;

/** Starts it, without buckets. */
export async function s3Server({ region = 'eu-central-1', mostKeys = MOST_KEYS }: S3Options = {}): Promise<S3Server> {
  const credentials = newCredentials();
  /** By what each may do; nothing is everything. */
  const identities = new Map<S3Credentials, ReadonlySet<string> | undefined>([[credentials, undefined]]);
  const buckets = new Map<string, S3Bucket>();
  const heard: { method: string; path: string; answered: number | undefined }[] = [];
  let behaviour: S3Behaviour = 'works';
  let failed = 0;

  function failureOf(request: IncomingMessage): S3Failure | undefined {
    if (typeof behaviour !== 'object' || (behaviour.of ?? request.method) !== request.method || failed >= (behaviour.times ?? Infinity)) return undefined;
    failed += 1;
    return behaviour;
  }

  function work(request: IncomingMessage, body: Buffer): S3Answer {
    const [method, url] = [request.method ?? '', request.url ?? ''];
    const signed = { method, url, headers: request.headers, body };
    if (identities.get(checkSignature(signed, [...identities.keys()], region))?.has(method) === false) throw new S3Error('AccessDenied', 403);
    const { pathname, searchParams: query } = new URL(url, 'http://stand-in');
    const [name = '', ...rest] = pathname.slice(1).split('/').map(decodeURIComponent);
    const bucket = buckets.get(name);
    if (!bucket) throw new S3Error('NoSuchBucket', 404, { BucketName: name });
    return operate({ bucket, name, key: rest.join('/'), query, request: signed, mostKeys });
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const entry: (typeof heard)[number] = { method: request.method ?? '', path: request.url ?? '', answered: undefined };
    heard.push(entry);
    if (behaviour === 'silent') return;
    if (behaviour === 'hangs up') return void response.destroy();
    const requestId = randomUUID();
    response.setHeader('x-amz-request-id', requestId);
    try {
      const how = failureOf(request);
      if (how && !how.afterwards) throw new S3Error(how.error, how.status);
      const answer = work(request, body);
      if (how) throw new S3Error(how.error, how.status);
      entry.answered = answer.status;
      response.writeHead(answer.status, answer.headers).end(answer.body);
    } catch (error) {
      const fault = error instanceof S3Error ? error : new S3Error('InternalError', 500);
      entry.answered = fault.status;
      response.writeHead(fault.status, { 'content-type': 'application/xml' }).end(request.method === 'HEAD' ? undefined : errorBody(fault, requestId));
    }
  }

  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region,
    credentials,
    heard,
    bucket: (name) => {
      const bucket = buckets.get(name) ?? new S3Bucket();
      buckets.set(name, bucket);
      return bucket;
    },
    identity: (methods) => {
      const other = newCredentials();
      identities.set(other, new Set(methods));
      return other;
    },
    behave: (how) => {
      behaviour = how;
      failed = 0;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const newCredentials = (): S3Credentials => ({ accessKeyId: `AKID${randomUUID().slice(0, 8)}`, secretAccessKey: randomUUID() });
