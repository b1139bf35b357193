import type { KeyStore } from '@parley/crypto-at-rest';

/** A key store in memory that counts how often it is read. Copies stand for a disk. */
export class MemoryKeyStore implements KeyStore {
  readonly objects = new Map<string, Buffer>();
  reads = 0;

  async read(name: string): Promise<Buffer | undefined> {
    this.reads += 1;
    const held = this.objects.get(name);
    return held && Buffer.from(held);
  }

  async write(name: string, content: Buffer): Promise<void> {
    this.objects.set(name, Buffer.from(content));
  }

  async replace(name: string, before: Buffer, content: Buffer): Promise<boolean> {
    if (!this.objects.get(name)?.equals(before)) return false;
    await this.write(name, content);
    return true;
  }

  async list(folder: string): Promise<string[]> {
    return [...this.objects.keys()].filter((name) => name.startsWith(`${folder}/`));
  }

  async destroy(name: string): Promise<void> {
    this.objects.delete(name);
  }
}
