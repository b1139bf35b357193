import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { S3Objects } from '@parley/object-store';
import { awsEnvironment, s3Server, type S3Server } from '@parley/testing';
import { lastCheckpoint, openPlaces, PlaceWriter, S3Place, type CheckpointPlace } from '../src/index.js';
import { checkpointOver, entriesOf, log, reader } from './support/log.js';
import { copyOf, MemoryPlace } from './support/memory-place.js';
import { indexed, verdictOn } from './support/random-log.js';

/** AWS's own SDK against a stand-in for S3 that checks signatures and knows conditional writes. */
describe('a bucket as a place', () => {
  let restore: () => void;
  const entries = entriesOf(600);
  let s3: S3Server;
  let place: CheckpointPlace;
  const url = (bucket = 'witness') => `s3://${bucket}/logs/parley?region=${s3.region}&endpoint=${encodeURIComponent(s3.endpoint)}`;
  const objects = () => s3.bucket('witness').objects;
  const publish = async (to: CheckpointPlace, all: readonly Buffer[], ...sizes: number[]): Promise<void> => {
    const writer = new PlaceWriter(to, log);
    for (const size of sizes) await writer.publish(await checkpointOver(all.slice(0, size)), reader(all));
  };

  beforeAll(async () => {
    s3 = await s3Server({ mostKeys: 2 });
    restore = awsEnvironment(s3.credentials);
  });
  afterAll(async () => {
    restore();
    await s3.close();
  });
  beforeEach(() => {
    s3.behave('works');
    objects().clear();
    [place] = openPlaces([url()]) as [CheckpointPlace];
  });

  it('holds, name by name and byte by byte, what any other place does, also with versions kept and objects locked', async () => {
    s3.bucket('witness').state = { versioning: 'Enabled', objectLock: true };
    const other = new MemoryPlace('other');
    for (const each of [place, other]) await publish(each, entries, 3, 256, 300, 600, 600);
    expect((await copyOf(place)).objects).toEqual(other.objects);
    expect([...objects().keys()].every((key) => key.startsWith('logs/parley/1/'))).toBe(true);
    expect(await lastCheckpoint(place, log)).toMatchObject({ tree: 1, checkpoint: { size: 600 } });
    expect(place.name).toBe('s3://witness/logs/parley');
    expect(s3.bucket('witness').older).toEqual([]);
    s3.bucket('witness').state = {};
  });

  it('locates what was altered in the database', async () => {
    await publish(place, entries, 300, 600);
    const [kept] = [await copyOf(place)];
    expect((await verdictOn(indexed(entries.with(431, Buffer.from('{"id":"x"}'))), [kept])).findings).toEqual([{ code: 'edited', tree: 1, from: 431, to: 432, entry: 'x' }]);
  });

  it('never overwrites, whoever comes first, and says so', async () => {
    const put = await Promise.allSettled(['a', 'b', 'c'].map((text) => openPlaces([url()])[0]!.put('1/x', Buffer.from(text))));
    expect(put.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const kept = await place.get('1/x');
    await expect(place.put('1/x', Buffer.from('d'))).rejects.toMatchObject({ code: 'place_altered' });
    await place.put('1/x', kept!);
    expect(await place.get('1/x')).toEqual(kept);
    expect([await place.get('1/y'), await place.list('2')]).toEqual([undefined, []]);
  });

  it('has put what was put when the answer was lost', async () => {
    s3.behave({ status: 503, error: 'SlowDown', afterwards: true, times: 1 });
    await place.put('1/checkpoint/001', Buffer.from('a'));
    expect(await place.get('1/checkpoint/001')).toEqual(Buffer.from('a'));
  });

  it('that does not answer, or is none, raises what says so, and no fault of the log', async () => {
    const limits = { connect: 1000, answer: 100, together: 500, attempts: 1 };
    const impatient = new S3Place(url(), S3Objects.at(url(), limits));
    s3.behave('silent');
    for (const ask of [impatient.put('1/x', Buffer.from('a')), impatient.get('1/x'), impatient.list('')]) await expect(ask).rejects.toMatchObject({ name: 'ObjectStoreError', code: 'unavailable' });
    s3.behave('works');
    await expect(openPlaces([url('nobodys')])[0]!.list('')).rejects.toMatchObject({ name: 'ObjectStoreError', code: 'refused' });
  });
});
