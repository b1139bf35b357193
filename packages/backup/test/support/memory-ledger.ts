import type { LedgerStore } from '../../src/ledger/ledger-store.js';

/** A zone's `keys/` in memory, which counts how often it is written. */
export class MemoryLedger implements LedgerStore {
  readonly objects = new Map<string, Buffer>();
  writes: string[] = [];

  async replace(name: string, content: Buffer): Promise<void> {
    this.writes.push(name);
    this.objects.set(name, Buffer.from(content));
  }

  async read(name: string): Promise<Buffer | undefined> {
    return this.objects.get(name);
  }

  async *list(prefix: string): AsyncGenerator<{ readonly name: string }> {
    for (const name of [...this.objects.keys()].sort()) if (name.startsWith(prefix)) yield { name };
  }
}
