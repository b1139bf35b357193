import { AppError } from '@parley/kernel';
import type { ScopedSql, Sql } from '@parley/persistence';
import { keyIdOf, openCell, sealCell } from './cells/cell.js';
import { cellKey, KEY_BYTES, type CellKey, type DataKey } from './cells/data-key.js';
import type { Place } from './cells/place.js';
import { CryptoFault, type FaultCode } from './crypto-fault.js';
import { ownerName, zeroKeys, type DataKeys, type LoadedKeys, type Owner } from './keys/data-keys.js';
import type { KeyBeside } from './keys/key-beside.js';
import { indexKey, valueIndex } from './keys/index-key.js';
import type { KeyCache } from './keys/key-cache.js';
import type { Subject, TenantId } from './keys/subject.js';
import type { TenantKeys } from './keys/tenant-keys.js';

/** A value and the place it is for. It must survive JSON; undefined is nothing to seal, and its cell is null. */
export interface Item {
  readonly place: Place;
  readonly value: unknown;
}

/** One for each item. */
export type Cells = (Buffer | null)[];

/** A sealed value, and where it was found. */
export interface SealedItem extends Owner {
  readonly place: Place;
  readonly cell: Buffer;
}

/** What came of opening one cell. */
export type Opened = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: CryptoFault };

/** How many cells did not open, by the reason; of one call. */
export type Faults = ReadonlyMap<FaultCode, number>;

/** Seals and opens values under the keys of their subjects. The only door to the keys. */
export class Keyring {
  private tellFaults: (faults: Faults) => void = () => undefined;

  constructor(
    private readonly tenants: TenantKeys,
    private readonly dataKeys: DataKeys,
    private readonly cache: KeyCache,
  ) {}

  /** Tells of cells that did not open from now on: somebody is to look, whatever became of the request. */
  watchFaults(listener: (faults: Faults) => void): void {
    this.tellFaults = listener;
  }

  /** Gives new subjects their keys, in the caller's transaction, and seals their first values; answers those in their order. */
  async create(tx: Sql, tenant: TenantId, entries: readonly { readonly subject: Subject; readonly items: readonly Item[] }[]): Promise<Cells[]> {
    const made = await this.dataKeys.create(tx, tenant, entries.map(({ subject }) => subject));
    try {
      return entries.map(({ subject, items }) => {
        const key = made.get(ownerName({ tenant, subject }))?.sealing;
        if (!key) throw new Error('A subject that is new had a key already');
        return sealItems(key, tenant, items);
      });
    } finally {
      zeroKeys(made);
    }
  }

  /**
   * Reads in one query the keys of all who are about to be needed and whose key is not remembered; with those of `company`
   * that are missing too, for whom alone nothing is read. A matter of speed: what cannot be had is missed by whoever needs it.
   */
  async prepare(sql: Sql | ScopedSql, owners: readonly Owner[], company: readonly Owner[] = []): Promise<void> {
    const missing = this.missing(owners);
    if (missing.length > 0) zeroKeys(await this.dataKeys.load(sql, [...missing, ...this.missing(company)]));
  }

  /**
   * For whoever is about to read a row of an owner whose key is not remembered: the statement reads the key too (`keyBeside`),
   * and what this answers takes it. Nothing where the key is remembered. A matter of speed, as `prepare`.
   */
  comingIntoUse(owner: Owner): ((sql: Sql | ScopedSql, beside: KeyBeside) => Promise<void>) | undefined {
    return this.dataKeys.peek(owner) ? undefined : this.dataKeys.besides(owner);
  }

  /** Seals values of a subject that has a key. Raises CryptoFault `key_missing` when it has none, `service_unavailable`. */
  async seal(sql: Sql | ScopedSql, owner: Owner, items: readonly Item[]): Promise<Cells> {
    const cells = await this.trySeal(sql, owner, items);
    if (!cells) throw new CryptoFault('key_missing');
    return cells;
  }

  /**
   * Seals what was made of something that a cell held under that cell's very key (`quotedKeys`): it goes when that goes, also where the
   * owner has a newer key since. Without a key's id, under the one that is remembered, else the newest. Raises as `seal`.
   */
  async sealBy(sql: Sql | ScopedSql, owner: Owner & { readonly keyId?: Buffer }, items: readonly Item[]): Promise<Cells> {
    const isMeant = ({ id }: DataKey): boolean => !owner.keyId || id.equals(owner.keyId);
    const remembered = this.dataKeys.peek(owner);
    if (remembered && isMeant(remembered)) return sealItems(remembered, owner.tenant, items);
    const loaded = await this.dataKeys.load(sql, [owner]);
    try {
      const own = loaded.get(ownerName(owner));
      const key = owner.keyId ? own?.keys.find(isMeant) : own?.sealing;
      if (!key) throw own?.fault ?? new CryptoFault('key_missing');
      return sealItems(key, owner.tenant, items);
    } finally {
      zeroKeys(loaded);
    }
  }

  /** As `seal`, for what is an app's or account's own, whose key is made when it is needed first. */
  async sealOwn(sql: Sql | ScopedSql, tenant: TenantId, subject: Subject, items: readonly Item[]): Promise<Cells> {
    const cells = await this.trySeal(sql, { tenant, subject }, items);
    if (cells) return cells;
    const create = async (tx: Sql): Promise<void> => zeroKeys(await this.dataKeys.create(tx, tenant, [subject]));
    // A key is made in a transaction always: it holds the shard's epoch.
    await ('transaction' in sql ? sql.transaction(create) : create(sql));
    return this.seal(sql, { tenant, subject }, items);
  }

  /**
   * Gives an owner a new key, in the caller's transaction: what is sealed after it, under that one. The earlier ones open
   * until they are destroyed. Answers the new key's generation. Raises CryptoFault `key_missing` where the owner has no key.
   */
  async renew(tx: Sql, owner: Owner): Promise<number> {
    return this.dataKeys.renew(tx, owner);
  }

  /** Which of an owner's keys sealed a cell (`renew`); nothing where it is none that opens. Raises CryptoFault `unknown_version`, `truncated`. */
  async generationOf(sql: Sql | ScopedSql, owner: Owner, cell: Buffer): Promise<number | undefined> {
    const id = keyIdOf(cell);
    const loaded = await this.dataKeys.load(sql, [owner]);
    try {
      return loaded.get(ownerName(owner))?.keys.find((key) => key.id.equals(id))?.generation;
    } finally {
      zeroKeys(loaded);
    }
  }

  /** Opens cells, each on its own: one that does not open spoils no other. Raises `service_unavailable` when no key can be had. */
  async open(sql: Sql | ScopedSql, items: readonly SealedItem[]): Promise<Opened[]> {
    return this.told(await this.openAll(sql, items));
  }

  /** Opens one cell, or raises CryptoFault. */
  async openOne(sql: Sql | ScopedSql, item: SealedItem): Promise<unknown> {
    return valueOf(await this.open(sql, [item]));
  }

  /**
   * The same at one price, whether or not the key is remembered, which is `pretendToOpen`'s too: for whoever must not tell
   * by the time it takes what is there.
   */
  async openEvenly(sql: Sql, item: SealedItem): Promise<unknown> {
    if (this.dataKeys.peek(item)) await this.pretendToOpen(sql);
    return valueOf(this.told(await this.openAll(sql, [item], true)));
  }

  /** Spends what opening a cell takes whose key has to be read. */
  async pretendToOpen(sql: Sql): Promise<void> {
    await this.dataKeys.pretendToLoad(sql);
  }

  /**
   * By what a sealed value is found: HMAC-SHA-256 under a key of this tenant and purpose, 32 bytes. It shows who has the
   * same value within one tenant and purpose, and nothing else (README, "Blind indexes").
   */
  async index(sql: Sql, tenant: TenantId, purpose: string, value: string): Promise<Buffer> {
    const name = `index/${tenant}/${purpose}`;
    const remembered = this.cache.get(name);
    if (remembered) return valueIndex(remembered.subarray(0, KEY_BYTES), value);
    const remembering = this.cache.remembering();
    const pair = await this.tenants.ensure(sql, tenant);
    const key = indexKey(pair.index, purpose);
    if (this.tenants.remembers(tenant)) remembering.set(name, key);
    const found = valueIndex(key, value);
    for (const each of [pair.key, pair.index, key]) each.fill(0);
    return found;
  }

  private async openAll(sql: Sql | ScopedSql, items: readonly SealedItem[], evenly = false): Promise<Opened[]> {
    const keys = new Map<string, CellKey | undefined>();
    const results = items.map((item) => this.openRemembered(item, keys));
    const missing = items.filter((_, index) => results[index] === undefined);
    if (missing.length === 0) return results as Opened[];
    const owners = new Map(missing.map((item) => [ownerName(item), { tenant: item.tenant, subject: item.subject }]));
    const loaded = await this.dataKeys.load(sql, [...owners.values()], evenly);
    try {
      const ready = new Map([...loaded].map(([name, own]) => [name, { keys: own.keys.map(cellKey), fault: own.fault }]));
      return items.map((item, index) => results[index] ?? openLoaded(item, ready.get(ownerName(item))));
    } finally {
      zeroKeys(loaded);
    }
  }

  /** Each once. */
  private missing(owners: readonly Owner[]): Owner[] {
    const named = new Map(owners.map((owner) => [ownerName(owner), owner]));
    return [...named.values()].filter((owner) => this.dataKeys.peek(owner) === undefined);
  }

  private told(opened: Opened[]): Opened[] {
    const faults = faultsOf(opened);
    if (faults.size > 0) this.tellFaults(faults);
    return opened;
  }

  private openingKey(owner: Owner): CellKey | undefined {
    const remembered = this.dataKeys.peek(owner);
    return remembered && cellKey(remembered);
  }

  private async trySeal(sql: Sql | ScopedSql, owner: Owner, items: readonly Item[]): Promise<Cells | undefined> {
    const sealAll = (key: DataKey): Cells => sealItems(key, owner.tenant, items);
    // Another process may have given it a new key: what is sealed by the one before would go with it.
    const remembered = isRenewed(owner) ? undefined : this.dataKeys.peek(owner);
    if (remembered) return sealAll(remembered);
    const loaded = await this.dataKeys.load(sql, [owner]);
    try {
      const own = loaded.get(ownerName(owner));
      if (own && !own.sealing) throw own.fault ?? new CryptoFault('key_missing');
      return own?.sealing && sealAll(own.sealing);
    } finally {
      zeroKeys(loaded);
    }
  }

  /** Nothing when the key is not remembered, or the cell is of an older one. */
  private openRemembered(item: SealedItem, keys: Map<string, CellKey | undefined>): Opened | undefined {
    const name = ownerName(item);
    const key = keys.get(name) ?? this.openingKey(item);
    keys.set(name, key);
    if (!key) return undefined;
    const opened = tryOpen(key, item);
    return !opened.ok && opened.fault.code === 'other_key' ? undefined : opened;
  }
}

/** Whose keys are renewed: people's alone, whose values are sealed seldom enough to ask for the newest key each time. */
const isRenewed = ({ subject }: Owner): boolean => subject.startsWith('user:');

function sealItems(key: DataKey, tenant: TenantId, items: readonly Item[]): Cells {
  const ready = cellKey(key);
  return items.map(({ place, value }) => (value === undefined ? null : sealCell(ready, tenant, place, value)));
}

function valueOf([opened]: readonly Opened[]): unknown {
  if (!opened?.ok) throw opened?.fault ?? new CryptoFault('key_missing');
  return opened.value;
}

function faultsOf(opened: readonly Opened[]): Faults {
  const faults = new Map<FaultCode, number>();
  for (const one of opened) if (!one.ok) faults.set(one.fault.code, (faults.get(one.fault.code) ?? 0) + 1);
  return faults;
}

function tryOpen(key: CellKey, { tenant, place, cell }: SealedItem): Opened {
  try {
    return { ok: true, value: openCell(key, tenant, place, cell) };
  } catch (fault) {
    if (fault instanceof CryptoFault) return { ok: false, fault };
    throw fault;
  }
}

/** By whichever of the owner's keys the cell names. */
function openLoaded(item: SealedItem, own: { readonly keys: readonly CellKey[]; readonly fault?: LoadedKeys['fault'] } | undefined): Opened {
  for (const key of own?.keys ?? []) {
    const opened = tryOpen(key, item);
    if (opened.ok || opened.fault.code !== 'other_key') return opened;
  }
  if (own?.fault instanceof AppError) throw own.fault;
  return { ok: false, fault: own?.fault ?? new CryptoFault('key_missing') };
}
