import type { Readable } from 'node:stream';
import type { ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3';
import { parseS3Url, type S3Location } from '@parley/kernel';
import { described, faultOf, ObjectStoreError } from './object-store-error.js';

/** Loaded late: half a second and some megabytes that nobody pays who does not use it. */
const sdk = () => import('@aws-sdk/client-s3');

/** How long is waited for S3, in milliseconds: for a connection, for an answer, and for all attempts together. */
const LIMITS: S3Limits = { connect: 2000, answer: 5000, together: 8000, attempts: 3 };

/** Milliseconds, and how often the SDK asks. */
export interface S3Limits {
  readonly connect: number;
  readonly answer: number;
  readonly together: number;
  readonly attempts: number;
}

/** An object, and by what its next writer says which one it means to replace. */
export interface Stored {
  readonly content: Buffer;
  readonly etag: string;
}

/** An object as a list or a question for it describes it. */
export interface Listed {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** The same, with what S3 has checked its content by. */
export interface Described {
  readonly size: number;
  /** In base64, where the object was written with it and the store keeps it. */
  readonly sha256?: string;
}

/** When something is written only: where nothing is, or over exactly what was read. */
export type Condition = 'new' | { readonly over: string };

/**
 * The objects under one prefix of an S3 bucket, by AWS's own SDK, whose client is kept with its connections. Everything
 * raises ObjectStoreError, `unavailable` also where it is not known whether a write was done.
 */
export class S3Objects {
  private client: Promise<S3Client> | undefined;

  private constructor(
    private readonly location: S3Location,
    private readonly limits: S3Limits,
    private readonly profile: string | undefined,
  ) {}

  /** Asks nobody yet. `profile` names other credentials than the process's own, in AWS's files. */
  static at(url: string, limits: S3Limits = LIMITS, profile?: string): S3Objects {
    return new S3Objects(parseS3Url(url), limits, profile);
  }

  /** Nothing where there is no such object. Without the right to list the bucket S3 refuses to say so, which is an error. */
  async read(name: string): Promise<Stored | undefined> {
    const { GetObjectCommand } = await sdk();
    return this.ask(async (client, options) => {
      const { Body, ETag = '' } = await client.send(new GetObjectCommand(this.named(name)), options);
      // Within the same time limit: a body may stall as a header may.
      return { content: Buffer.from((await Body?.transformToByteArray()) ?? []), etag: ETag };
    }).catch(unlessMissing);
  }

  /** Writes it whole or not at all; durable when it resolves with the ETag. Raises `condition` where that does not hold. */
  async write(name: string, content: Buffer, condition?: Condition): Promise<string> {
    const { PutObjectCommand } = await sdk();
    const only = condition === undefined ? {} : condition === 'new' ? { IfNoneMatch: '*' } : { IfMatch: condition.over };
    const command = new PutObjectCommand({ ...this.named(name), Body: content, ...only });
    try {
      return (await this.ask((client, options) => client.send(command, options))).ETag ?? '';
    } catch (error) {
      // What was to be replaced is not there any more.
      throw typeof condition === 'object' && isMissing(error) ? faultOf({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } }) : error;
    }
  }

  /** Writes it with its SHA-256 (in base64), which S3 checks and keeps, and, where `condition` says so, only where nothing is. */
  async writeChecked(name: string, content: Buffer, sha256: string, condition?: 'new'): Promise<void> {
    const { PutObjectCommand } = await sdk();
    const command = new PutObjectCommand({ ...this.named(name), Body: content, ChecksumSHA256: sha256, ...(condition && { IfNoneMatch: '*' }) });
    await this.ask((client, options) => client.send(command, options));
  }

  /** Without its content; nothing where there is no such object. */
  async describe(name: string): Promise<Described | undefined> {
    const { HeadObjectCommand } = await sdk();
    const command = new HeadObjectCommand({ ...this.named(name), ChecksumMode: 'ENABLED' });
    return this.ask(async (client, options) => {
      const { ContentLength: size = 0, ChecksumSHA256: sha256 } = await client.send(command, options);
      return { size, ...(sha256 !== undefined && { sha256 }) };
    }).catch(unlessMissing);
  }

  /** Writes a stream, which can be sent once only: `crc32` is its checksum, `size` its bytes. */
  async writeStream(name: string, { size, crc32, stream }: { readonly size: number; readonly crc32: number; readonly stream: () => Readable }): Promise<void> {
    const { PutObjectCommand } = await sdk();
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32);
    const command = new PutObjectCommand({ ...this.named(name), Body: stream(), ContentLength: size, ChecksumCRC32: checksum.toString('base64') });
    await this.ask((client, options) => client.send(command, options));
  }

  /** Bytes from `from` up to, not including, `to`, fewer where the object ends. Raises `missing`. */
  async readPart(name: string, from: number, to: number): Promise<Buffer> {
    const { GetObjectCommand } = await sdk();
    const command = new GetObjectCommand({ ...this.named(name), Range: `bytes=${from}-${to - 1}` });
    return this.ask(async (client, options) => Buffer.from((await (await client.send(command, options)).Body?.transformToByteArray()) ?? [])).catch((error: unknown) => {
      if (isCalled(error, 'InvalidRange')) return Buffer.alloc(0);
      throw isMissing(error) ? new ObjectStoreError('missing', 'There is no such file in S3', { cause: error }) : error;
    });
  }

  /** Gone when it resolves, also where it was not there. */
  async destroy(name: string): Promise<void> {
    const { DeleteObjectCommand } = await sdk();
    await this.ask((client, options) => client.send(new DeleteObjectCommand(this.named(name)), options));
  }

  /** Names that begin with `prefix`, in the order of their bytes, read page by page. */
  async *list(prefix: string): AsyncGenerator<string> {
    for await (const { name } of this.listSizes(prefix)) yield name;
  }

  /** The same with sizes; only names behind `after`. */
  async *listSizes(prefix: string, after?: string): AsyncGenerator<Listed> {
    const { Key: Prefix } = this.named(prefix);
    const of = { Prefix, ...(after !== undefined && { StartAfter: this.named(after).Key }) };
    for await (const { Contents = [] } of this.pages(of)) for (const { Key = '', Size: size = 0 } of Contents) yield { name: Key.slice(this.location.prefix.length), size };
  }

  /** What lies right in a folder: `prefix` is empty or ends with a slash. Names of objects, and of folders with a slash at their end, without the prefix. */
  async *listFolder(prefix: string): AsyncGenerator<string> {
    const { Key } = this.named(prefix);
    for await (const { Contents = [], CommonPrefixes = [] } of this.pages({ Prefix: Key, Delimiter: '/' })) {
      for (const found of [...Contents.map((each) => each.Key ?? ''), ...CommonPrefixes.map((each) => each.Prefix ?? '')]) yield found.slice(Key.length);
    }
  }

  /** Why the bucket keeps what is replaced or deleted in it; nothing where it does not. */
  async history(): Promise<'versioning' | 'object lock' | undefined> {
    const { GetBucketVersioningCommand, GetObjectLockConfigurationCommand } = await sdk();
    const bucket = { Bucket: this.location.bucket };
    // Suspended keeps what was there before, and bears no name of a version only.
    const { Status } = await this.ask((client, options) => client.send(new GetBucketVersioningCommand(bucket), options));
    if (Status !== undefined) return 'versioning';
    const lock = await this.ask((client, options) => client.send(new GetObjectLockConfigurationCommand(bucket), options)).catch(unlessNoLock);
    // A store that does not know the question answers another one: Swift lists the bucket.
    const { ObjectLockEnabled, Rule } = lock?.ObjectLockConfiguration ?? {};
    return ObjectLockEnabled === undefined && Rule === undefined ? undefined : 'object lock';
  }

  private async *pages(of: { readonly Prefix: string; readonly Delimiter?: string; readonly StartAfter?: string }): AsyncGenerator<ListObjectsV2CommandOutput> {
    const { ListObjectsV2Command } = await sdk();
    let ContinuationToken: string | undefined;
    do {
      const command = new ListObjectsV2Command({ Bucket: this.location.bucket, ...of, ContinuationToken });
      const page = await this.ask((client, options) => client.send(command, options));
      yield page;
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
  }

  private named(name: string): { Bucket: string; Key: string } {
    return { Bucket: this.location.bucket, Key: `${this.location.prefix}${name}` };
  }

  private async ask<T>(question: (client: S3Client, options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    const client = await (this.client ??= this.connect());
    try {
      return await question(client, { abortSignal: AbortSignal.timeout(this.limits.together) });
    } catch (error) {
      throw faultOf(error);
    }
  }

  private async connect(): Promise<S3Client> {
    const { S3Client } = await sdk();
    const { region, endpoint } = this.location;
    const { connect, answer, attempts } = this.limits;
    return new S3Client({
      // Not the machine's AWS_REGION: the setting says where the bucket is.
      region,
      ...(this.profile !== undefined && { profile: this.profile }),
      // Other stores than AWS's have one name for all buckets.
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      maxAttempts: attempts,
      // Without one it writes to the console that a stream cannot be sent again.
      logger: SILENT,
      requestHandler: { connectionTimeout: connect, requestTimeout: answer, throwOnRequestTimeout: true },
    });
  }
}

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const isCalled = (error: unknown, name: string): boolean => error instanceof Error && described(error.cause).name === name;
/** An answer to HEAD has no body that could say what it is that was not found. */
const isMissing = (error: unknown): boolean => isCalled(error, 'NoSuchKey') || isCalled(error, 'NotFound');

function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

function unlessNoLock(error: unknown): undefined {
  if (!isCalled(error, 'ObjectLockConfigurationNotFoundError')) throw error;
}
