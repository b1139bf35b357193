import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CopyObjectCommand, DeleteObjectCommand, GetBucketVersioningCommand, GetObjectCommand, GetObjectLockConfigurationCommand, HeadObjectCommand, ListObjectsV2Command,
  PutObjectCommand, S3Client, type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { s3Server, type S3Server } from './s3-server.js';

/** By AWS's own SDK, which refuses answers that it cannot read. */
describe('the stand-in for S3', () => {
  let s3: S3Server;
  let client: S3Client;
  const Bucket = 'things';
  const clientOf = (credentials = s3.credentials, region = s3.region) =>
    new S3Client({ endpoint: s3.endpoint, forcePathStyle: true, region, credentials, maxAttempts: 1 });
  const put = (Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}) => client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const get = async (Key: string) => (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

  beforeAll(async () => {
    s3 = await s3Server({ mostKeys: 2 });
    client = clientOf();
  });
  afterAll(async () => {
    client.destroy();
    await s3.close();
  });
  beforeEach(() => {
    s3.behave('works');
    s3.bucket(Bucket).objects.clear();
    s3.bucket(Bucket).state = {};
  });

  it('keeps what was put, by names of any kind, until it is deleted', async () => {
    const names = ['plain', 'a/b/c', 'with space & <sign> é+%', 'q?x=1#y'];
    for (const name of names) await put(name, `content of ${name}`);
    for (const name of names) {
      expect(await get(name)).toBe(`content of ${name}`);
      expect(await client.send(new HeadObjectCommand({ Bucket, Key: name }))).toMatchObject({ ContentLength: Buffer.byteLength(`content of ${name}`), ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/) });
      await client.send(new DeleteObjectCommand({ Bucket, Key: name }));
      await client.send(new DeleteObjectCommand({ Bucket, Key: name }));
      await expect(get(name)).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
      await expect(client.send(new HeadObjectCommand({ Bucket, Key: name }))).rejects.toMatchObject({ name: 'NotFound' });
    }
  });

  it('puts on a condition: only what is new, only over what was read', async () => {
    const { ETag } = await put('one', 'first', { IfNoneMatch: '*' });
    await expect(put('one', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
    await put('one', 'second', { IfMatch: ETag });
    await expect(put('one', 'third', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(put('two', 'third', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await get('one')).toBe('second');
  });

  it('lists by prefix in pages, in the order of bytes', async () => {
    for (const name of ['b/2', 'b/é', 'b/10', 'a/1', 'b/1', 'c']) await put(name, 'x');
    const found: (string | undefined)[][] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'b/', ContinuationToken }));
      found.push((page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
      expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
    } while (ContinuationToken !== undefined);
    expect(found).toEqual([['b/1', 'b/10'], ['b/2', 'b/é']]);
    expect((await client.send(new ListObjectsV2Command({ Bucket, StartAfter: 'b/é', MaxKeys: 1 }))).Contents).toMatchObject([{ Key: 'c', Size: 1 }]);
    expect(await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'none' }))).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  it('rolls folders up, in pages', async () => {
    for (const name of ['a/1', 'a/b/1', 'a/b/2', 'a/c/d/1', 'a/e', 'b/1']) await put(name, 'x');
    const found: unknown[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/', Delimiter: '/', ContinuationToken }));
      found.push([page.KeyCount, (page.Contents ?? []).map(({ Key }) => Key), (page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix)]);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(found).toEqual([[2, ['a/1'], ['a/b/']], [2, ['a/e'], ['a/c/']]]);
  });

  it('says whether it keeps versions and locks objects', async () => {
    const versioning = async () => (await client.send(new GetBucketVersioningCommand({ Bucket }))).Status;
    const lock = () => client.send(new GetObjectLockConfigurationCommand({ Bucket }));
    expect(await versioning()).toBeUndefined();
    await expect(lock()).rejects.toMatchObject({ name: 'ObjectLockConfigurationNotFoundError' });
    s3.bucket(Bucket).state = { versioning: 'Suspended', objectLock: true };
    expect(await versioning()).toBe('Suspended');
    expect((await lock()).ObjectLockConfiguration?.ObjectLockEnabled).toBe('Enabled');
  });

  it('refuses whoever signs with something else, for somewhere else, or not at all', async () => {
    const head = (other: S3Client) => other.send(new GetObjectCommand({ Bucket, Key: 'one' }));
    await expect(head(clientOf({ ...s3.credentials, secretAccessKey: 'another' }))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    await expect(head(clientOf({ ...s3.credentials, accessKeyId: 'another' }))).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    await expect(head(clientOf(s3.identity(['PUT', 'HEAD'])))).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(head(clientOf(s3.identity(['GET'])))).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(head(clientOf(s3.credentials, 'us-east-1'))).rejects.toMatchObject({ name: 'AuthorizationHeaderMalformed' });
    const bare = await fetch(`${s3.endpoint}/${Bucket}/one`, { method: 'PUT', body: 'x' });
    expect([bare.status, await bare.text()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
  });

  it('refuses another bucket, and what it does not know', async () => {
    await expect(put('one', 'x', { Bucket: 'nobodys' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(client.send(new CopyObjectCommand({ Bucket, Key: 'two', CopySource: `${Bucket}/one` }))).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(client.send(new GetObjectCommand({ Bucket, Key: 'one', Range: 'bytes=-1' }))).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(client.send(new ListObjectsV2Command({ Bucket, FetchOwner: true }))).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(put('one', 'x', { ObjectLockMode: 'GOVERNANCE' })).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  it('fails as it is told to, also after it did what was asked', async () => {
    s3.behave({ status: 503, error: 'SlowDown', afterwards: true });
    await expect(put('one', 'there')).rejects.toMatchObject({ name: 'SlowDown' });
    s3.behave('hangs up');
    await expect(get('one')).rejects.toThrow();
    s3.behave('works');
    expect(await get('one')).toBe('there');
    expect(s3.heard.slice(-3).map(({ method, answered }) => [method, answered])).toEqual([['PUT', 503], ['GET', undefined], ['GET', 200]]);
  });
});
