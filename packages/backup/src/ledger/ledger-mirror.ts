import type { KeyStore } from '@parley/crypto-at-rest';
import type { RepositoryKeys } from '../format/repository-keys.js';
import { openObject, sealObject, type Kind } from '../format/sealed-object.js';
import { isBackupTenant, type LedgerRows } from './ledger-rows.js';
import { fullName, type LedgerStore } from './ledger-store.js';
import { encodeRootObject, openRootObject, ROOT_OBJECT, type RootObject } from './root-object.js';
import { sealRevocation } from './revocations.js';
import { isLost, type NamedSecrets } from './lost-secret.js';
import { stamp, unstamp } from './stamped.js';
import { tenantObjects, TENANTS_PREFIX } from './tenant-objects.js';

export const SECRETS_PREFIX = 'store/';
/** The folder of the key store that names what was erased. */
const ERASURES = 'erasures';

/** What a zone's ledger is a mirror of. */
export interface LedgerSource extends NamedSecrets {
  readonly keys: RepositoryKeys;
  readonly region: string;
  /** The rows as they are now, of one moment. */
  readonly rows: () => Promise<LedgerRows>;
  readonly secrets: Pick<KeyStore, 'read' | 'list'>;
  /** All that the database says the key store has. */
  readonly named: () => Promise<readonly string[]>;
  /** The key store has not what the database names (`isLost`). */
  readonly lost: (secret: string) => void;
  /** Who signs manifests now, and who did. */
  readonly verifierKeys: () => readonly string[];
  /** A number greater than all before it, of whoever wrote: of what zones have, the greatest counts. */
  readonly stamp: () => number | Promise<number>;
}

/**
 * Keeps the ledger of one zone what the database and the key store are now. Each call resolves when the zone has what was there
 * when it began, or something newer; one goes after the other, so that nothing older is written over it. Of what the key store
 * has lost a zone may have the last copy: it keeps that.
 */
export class LedgerMirror {
  /** What the zone has, by a fingerprint; of what was not looked at yet, nothing. */
  private readonly held = new Map<string, string>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly source: LedgerSource,
    private readonly store: LedgerStore,
  ) {}

  /** Root keys, their recipients, and the keys of apps and accounts: who opens before what is to be opened. */
  mirrorRows(): Promise<void> {
    return this.inTurn(async () => void (await this.putRows()));
  }

  /** Objects of the key store, by their names; also those that are there no more. */
  mirrorSecrets(names: Iterable<string>): Promise<void> {
    return this.inTurn(async () => {
      for (const name of names) await this.putSecret(name);
    });
  }

  /** API keys that were deleted: they work in no database that is restored. */
  revoke(keyIds: Iterable<string>): Promise<void> {
    return this.inTurn(async () => {
      for (const id of keyIds) {
        const { name, object } = await sealRevocation(this.source.keys, id);
        await this.store.replace(name, object);
      }
    });
  }

  /**
   * Everything, whatever was heard of it: at a start, before a snapshot, and now and then. `afresh`, the zone is read first,
   * also what it had when it was looked at before.
   */
  mirrorAll({ afresh = false } = {}): Promise<void> {
    return this.inTurn(async () => {
      if (afresh) this.held.clear();
      const { tenant_keys: tenants } = await this.putRows();
      const folders = [...tenants.map((row) => String(row['tenant_id'])), ERASURES];
      const names = new Set(await this.source.named());
      for (const folder of folders) for (const name of await this.source.secrets.list(folder)) names.add(name);
      for await (const { name } of this.store.list(SECRETS_PREFIX)) names.add(name.slice(SECRETS_PREFIX.length));
      for (const name of names) await this.putSecret(name);
    });
  }

  private async putRows(): Promise<LedgerRows> {
    const rows = await this.source.rows();
    await this.putRoot(rows);
    const objects = tenantObjects(rows);
    for await (const { name } of this.store.list(TENANTS_PREFIX)) if (!objects.has(name)) objects.set(name, Buffer.alloc(0));
    for (const [name, content] of objects) await this.put('tenants', name, content);
    return rows;
  }

  private async putRoot(rows: LedgerRows): Promise<void> {
    const { keys, region, verifierKeys, stamp: next } = this.source;
    const backupTenant = rows.tenant_keys.find(isBackupTenant);
    if (!backupTenant) throw new Error('The keys of backups are made before they are mirrored');
    const content = { repository: keys.repository, region, rootKeys: rows.root_keys, recipients: rows.root_key_recipients, backupTenant, verifierKeys: verifierKeys() };
    const print = this.print(Buffer.from(JSON.stringify(content)));
    if ((await this.printOf(ROOT_OBJECT, (object) => Buffer.from(JSON.stringify(withoutTime(openRootObject(keys, object)))))) === print) return;
    await this.store.replace(ROOT_OBJECT, encodeRootObject(keys, { ...content, at: await next() }));
    this.held.set(ROOT_OBJECT, print);
  }

  /** What is on record as erased stays so, whatever becomes of the key store. */
  private async putSecret(name: string): Promise<void> {
    const content = await this.source.secrets.read(name);
    if (content === undefined && name.startsWith(`${ERASURES}/`)) return;
    await this.put('secret', `${SECRETS_PREFIX}${name}`, content ?? Buffer.alloc(0), async () => !(await this.isLost(name)));
  }

  private async isLost(name: string): Promise<boolean> {
    const lost = await isLost(this.source, name);
    if (lost) this.source.lost(name);
    return lost;
  }

  /** An empty content stands for an object that is gone. */
  private async put(kind: Kind, name: string, content: Buffer, may = async (): Promise<boolean> => true): Promise<void> {
    const { keys, stamp: next } = this.source;
    const print = this.print(content);
    const read = async (object: Buffer): Promise<Buffer> => unstamp(await openObject(keys, kind, fullName(name), object)).content;
    if ((await this.printOf(name, read)) === print || !(await may())) return;
    await this.store.replace(name, await sealObject(keys, kind, fullName(name), stamp({ at: await next(), content })));
    this.held.set(name, print);
  }

  /** The fingerprint of what the zone has; nothing where it has none, or none that can be read. */
  private async printOf(name: string, read: (object: Buffer) => Buffer | Promise<Buffer>): Promise<string | undefined> {
    const known = this.held.get(name);
    if (known !== undefined) return known;
    const object = await this.store.read(name);
    if (object === undefined) return undefined;
    return Promise.resolve(object).then(read).then((content) => this.print(content), () => undefined);
  }

  private print(content: Buffer): string {
    return this.source.keys.fingerprint(content).toString('base64');
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

const withoutTime = ({ at: _at, ...content }: RootObject): Omit<RootObject, 'at'> => content;
