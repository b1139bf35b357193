import { ObjectStoreError } from '@parley/object-store';
import { repairName } from '../zones/zone-store.js';
import { ZoneReader } from '../zones/zone-reader.js';
import { faultOf } from './fault-of.js';
import type { Fault, Finding, VerifiedZone, VerifyOptions } from './verify.types.js';

/** Rejects bytes that are not what they must be, and answers what they hold. */
export type Open<T> = (object: Buffer) => T | Promise<T>;

interface Good<T> {
  readonly bytes: Buffer;
  readonly value: T;
}
type Look<T> = { readonly zone: string } & (Good<T> | { readonly fault: Fault });

/** Compares the copies of objects in all zones, and mends those that are bad by one that is good. */
export class Copies {
  readonly findings: Finding[] = [];
  objects = 0;
  bytes = 0;
  private readonly silent = new Set<string>();
  private again: (() => Promise<unknown>)[] = [];
  private total = 0;
  private readonly reader: ZoneReader;

  constructor(
    readonly zones: readonly VerifiedZone[],
    private readonly options: VerifyOptions,
  ) {
    this.reader = new ZoneReader(zones);
  }

  /** Zones that answer. */
  get answering(): VerifiedZone[] {
    return this.zones.filter(({ name }) => !this.silent.has(name));
  }

  /** Nothing more is asked of a zone that did not answer. */
  readonly fellSilent = (zone: string, name: string): void => {
    if (this.silent.has(zone)) return;
    this.silent.add(zone);
    this.findings.push({ zone, name, fault: 'unavailable', lost: false });
  };

  /** So many bytes more are to be read. */
  expect(bytes: number): void {
    this.total += bytes;
  }

  /** What the good copies hold. Where one is missing it is looked at once more at the end: it may be on its way. */
  check<T>(name: string, open: Open<T>): Promise<readonly T[]> {
    return this.compare(name, open, false);
  }

  /** Looks again at what was missing. */
  async settle(): Promise<void> {
    for (const look of this.again) await look();
    this.again = [];
  }

  /** What no zone has: told as lost only where all of them answer. */
  lost(name: string, fault: Fault): void {
    this.findings.push({ name, fault, lost: this.silent.size === 0 });
  }

  private async compare<T>(name: string, open: Open<T>, isLast: boolean): Promise<readonly T[]> {
    this.options.signal?.throwIfAborted();
    const looks = (await Promise.all(this.answering.map((zone) => this.look(zone, name, open)))).filter((look) => look !== undefined);
    const good = looks.filter((look) => 'value' in look);
    const bad = looks.filter((look) => 'fault' in look);
    if (!isLast && bad.some(({ fault }) => fault === 'missing')) this.again.push(() => this.compare(name, open, true));
    else for (const { zone, fault } of bad) this.findings.push({ zone, name, fault, lost: good.length === 0 && this.silent.size === 0, ...(await this.repaired(zone, name, good[0]?.bytes)) });
    if (!isLast) this.objects += 1;
    return good.map(({ value }) => value);
  }

  private async look<T>(zone: VerifiedZone, name: string, open: Open<T>): Promise<Look<T> | undefined> {
    let fault: Fault = 'missing';
    try {
      for (let n = 0; ; n += 1) {
        const bytes = await zone.store.read(n === 0 ? name : repairName(name, n));
        // Behind the last repair there is nothing.
        if (!bytes && n > 0) return { zone: zone.name, fault };
        if (!bytes) continue;
        this.bytes += bytes.length;
        this.options.progress?.(this.bytes, Math.max(this.total, this.bytes));
        try {
          return { zone: zone.name, bytes, value: await open(bytes) };
        } catch (error) {
          fault = faultOf(error);
        }
      }
    } catch (error) {
      if (!(error instanceof ObjectStoreError)) throw error;
      return void this.fellSilent(zone.name, name);
    }
  }

  private async repaired(zone: string, name: string, good: Buffer | undefined): Promise<{ readonly repaired?: string }> {
    if (!good || this.options.repair !== true) return {};
    try {
      return { repaired: await this.reader.repair(zone, name, good) };
    } catch (error) {
      if (!(error instanceof ObjectStoreError)) throw error;
      this.fellSilent(zone, name);
      return {};
    }
  }
}
