import { openFile } from '@parley/crypto-at-rest';
import { openFileStore } from '@parley/object-store';
import { sqlOf, testKeyring, type TestDatabase } from '@parley/testing';
import { cpSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';

interface Row {
  readonly id: string;
  readonly app_id: never;
  readonly object_name: string;
  readonly conversation_id: string | null;
  readonly sealed_details: Buffer;
}

/** Attachments as a thief of database and store has them: rows and files, copied at one moment. */
export class AttachmentCopy {
  private constructor(
    private readonly rows: readonly Row[],
    private readonly folder: string,
  ) {}

  /** Copies all there are of a store, which is a directory, into a folder. */
  static async take(database: TestDatabase, store: string, folder: string): Promise<AttachmentCopy> {
    cpSync(store, folder, { recursive: true });
    return new AttachmentCopy(await database.query<Row & Record<string, unknown>>('select * from attachments order by id'), folder);
  }

  /** The texts that open of it, by every key that there is now. */
  async texts(database: TestDatabase): Promise<string[]> {
    const opened = await testKeyring().open(sqlOf(database), this.rows.map(({ id, app_id: tenant, conversation_id: conversation, sealed_details: cell }) => ({
      tenant, subject: conversation === null ? `app:${String(tenant)}` : `conversation:${conversation}`, place: { table: 'attachments', row: id, column: 'sealed_details' }, cell,
    })));
    const files = openFileStore(this.folder);
    const texts = this.rows.flatMap(({ id, app_id: tenant, object_name: name }, index) => {
      const one = opened[index];
      if (!one?.ok) return [];
      const { key, size } = one.value as { key: string; size: number };
      const of = { tenant, place: { table: 'attachments', row: id, column: 'file' } };
      return [buffer(openFile(Buffer.from(key, 'base64'), of, { size, from: 0, to: size }, (from, to) => files.read(name, from, to)))];
    });
    return (await Promise.all(texts)).map(String);
  }
}
