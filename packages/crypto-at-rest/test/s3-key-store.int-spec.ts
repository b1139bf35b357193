import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openKeyStore, S3KeyStore, type KeyStore } from '@parley/crypto-at-rest';
import { S3Objects } from '@parley/object-store';
import { eventually, awsEnvironment, s3Server, type S3Server } from '@parley/testing';

const NAME = 'tenant/shard';
const [OLD, NEW] = [Buffer.from('old'), Buffer.alloc(100_000, 'new')];

/** AWS's own SDK against a stand-in for S3. */
describe('a key store in a bucket', () => {
  let restore: () => void;
  let s3: S3Server;
  let store: KeyStore;
  const url = (bucket = 'keys', more = '') => `s3://${bucket}/parley?region=${s3.region}&endpoint=${encodeURIComponent(s3.endpoint)}${more}`;
  const refusal = (place: string) => openKeyStore(place).then(() => undefined, (error: Error) => [error.name, error.message]);
  const impatient = () => new S3KeyStore(S3Objects.at(url(), { connect: 1000, answer: 100, together: 1000, attempts: 1 }));

  beforeAll(async () => {
    s3 = await s3Server({ mostKeys: 2 });
    restore = awsEnvironment(s3.credentials);
  });
  afterAll(async () => {
    restore();
    await s3.close();
  });
  beforeEach(async () => {
    s3.behave('works');
    s3.bucket('keys').objects.clear();
    s3.bucket('keys').state = {};
    store = await openKeyStore(url());
  });

  it('reads what was written last, under its prefix, and nothing where nothing is', async () => {
    expect(await store.read(NAME)).toBeUndefined();
    await store.write(NAME, OLD);
    await store.write(NAME, NEW);
    expect(await (await openKeyStore(url())).read(NAME)).toEqual(NEW);
    expect([...s3.bucket('keys').objects.keys()]).toEqual([`parley/${NAME}`]);
  });

  it('destroys, also what is not there', async () => {
    await store.write(NAME, OLD);
    await store.destroy(NAME);
    await store.destroy(NAME);
    expect(await store.read(NAME)).toBeUndefined();
  });

  it('replaces what it read, and of two who do so one', async () => {
    const bucket = new S3KeyStore(S3Objects.at(url()));
    expect(await bucket.replace(NAME, OLD, NEW)).toBe(false);
    await bucket.write(NAME, OLD);
    const contents = ['a', 'b', 'c', 'd'].map((text) => Buffer.from(text));
    const done = await Promise.all(contents.map((content) => bucket.replace(NAME, OLD, content)));
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(await bucket.read(NAME)).toEqual(contents[done.indexOf(true)]);
    expect(await bucket.replace(NAME, OLD, NEW)).toBe(false);
  });

  it('knows its own write again whose answer was lost', async () => {
    const bucket = new S3KeyStore(S3Objects.at(url()));
    await bucket.write(NAME, OLD);
    s3.behave({ status: 500, error: 'InternalError', afterwards: true, of: 'PUT', times: 1 });
    expect(await bucket.replace(NAME, OLD, NEW)).toBe(true);
    expect(await bucket.read(NAME)).toEqual(NEW);
  });

  it('lists a folder over pages, and no other', async () => {
    for (const name of ['one/a', 'one/b', 'one/c/d', 'one2/a', 'two/a']) await store.write(name, OLD);
    expect(await new S3KeyStore(S3Objects.at(url())).list('one')).toEqual(['one/a', 'one/b', 'one/c/d']);
  });

  it.each(['../outside', '/absolute', 'a/../../b', 'a//b', 'a/', '', 'a\nb'])('refuses a name that could lead elsewhere: %j', async (name) => {
    const asked = s3.heard.length;
    for (const use of [store.read(name), store.write(name, OLD), store.destroy(name)]) await expect(use).rejects.toThrow('a name of plain letters');
    expect(s3.heard).toHaveLength(asked);
  });

  it('refuses a bucket that keeps what is destroyed, at the start and before each change', async () => {
    for (const [state, why] of [[{ versioning: 'Enabled' }, 'keeps versions, or once did'], [{ versioning: 'Suspended' }, 'keeps versions, or once did'], [{ objectLock: true }, 'locks objects']] as const) {
      s3.bucket('keys').state = state;
      const told = `The bucket ${why}: what is erased would stay in it. A key store needs a bucket that was never versioned and has no object lock`;
      expect(await refusal(url())).toEqual(['ConfigError', `${told}: PARLEY_KEY_STORE`]);
      for (const change of [store.write(NAME, OLD), store.destroy(NAME)]) await expect(change).rejects.toMatchObject({ code: 'refused', message: told });
    }
    expect(s3.bucket('keys').objects.size).toBe(0);
  });

  it('is refused in one line: no such bucket, rights that are missing, keys of nobody', async () => {
    expect(await refusal(url('none'))).toEqual(['ConfigError', 'S3 refuses (NoSuchBucket): PARLEY_KEY_STORE']);
    s3.behave({ status: 403, error: 'AccessDenied' });
    expect(await refusal(url())).toEqual(['ConfigError', 'S3 refuses (AccessDenied): PARLEY_KEY_STORE']);
    await expect(store.read(NAME)).rejects.toMatchObject({ name: 'ObjectStoreError', code: 'refused' });
  });

  it('fails within its time limits and works again by itself', async () => {
    await store.write(NAME, OLD);
    for (const how of ['silent', 'hangs up', { status: 503, error: 'SlowDown' }] as const) {
      s3.behave(how);
      const limited = impatient();
      for (const use of [limited.read(NAME), limited.write(NAME, NEW), limited.destroy(NAME)]) await expect(use).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/^S3 does not answer \(\w+\)$/) });
      s3.behave('works');
      await eventually('an answer', async () => (await limited.read(NAME).catch(() => undefined))?.equals(OLD) === true);
    }
  });

  it('a start waits for a bucket that does not answer, a command does not', async () => {
    s3.behave({ status: 500, error: 'InternalError' });
    expect(await refusal(url())).toEqual(['ConfigError', 'S3 does not answer (InternalError): PARLEY_KEY_STORE']);
    const told: string[] = [];
    const opened = openKeyStore(url(), (line) => told.push(line));
    await eventually('waiting', () => told.length > 0);
    s3.behave('works');
    expect(await (await opened).read(NAME)).toBeUndefined();
    expect(told).toEqual(['Waiting. S3 does not answer (InternalError): PARLEY_KEY_STORE']);
  });
});
