import { parseS3Url } from '@parley/kernel';
import { ObjectStoreError, S3Objects } from '@parley/object-store';
import { AuditFault } from '../audit-fault.js';
import type { CheckpointPlace } from './checkpoint-place.js';

/**
 * A prefix of an S3 bucket as a place for checkpoints: better one of another account, with versions and object lock, whose
 * rights let Parley put, get and list, and delete nothing. What cannot be reached raises ObjectStoreError.
 */
export class S3Place implements CheckpointPlace {
  readonly name: string;
  private readonly objects: S3Objects;

  /** By `s3://bucket/prefix?region=…`. Asks nobody yet. Raises WrongValue. */
  constructor(url: string, objects = S3Objects.at(url)) {
    const { bucket, prefix } = parseS3Url(url);
    this.name = `s3://${bucket}/${prefix}`.replace(/\/$/, '');
    this.objects = objects;
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    try {
      await this.objects.write(name, Buffer.from(bytes), 'new');
    } catch (error) {
      if (!(error instanceof ObjectStoreError && error.code === 'condition')) throw error;
      // Also what this very call has put, when an answer was lost and the SDK asked again.
      if (!(await this.get(name))?.equals(bytes)) throw new AuditFault('place_altered', `${this.name}/${name} holds something else than was put there`, { cause: error });
    }
  }

  async get(name: string): Promise<Buffer | undefined> {
    return (await this.objects.read(name))?.content;
  }

  async list(folder: string): Promise<string[]> {
    const names: string[] = [];
    for await (const name of this.objects.listFolder(folder === '' ? '' : `${folder}/`)) names.push(name);
    return names;
  }
}
