import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, syncDirectory, writeDurably } from '@parley/object-store';
import { BackupFault } from '../../backup-fault.js';
import { PACK_BYTES } from '../../format/pack.js';
import { codeOf, unlessMissing } from '../directory/on-disk.js';
import { sha256Of } from '../sha256-of.js';
import { readSpoolFileName, spoolFileName, type Lane, type Outgoing, type Spooled } from './spooled.js';

const ONLY_OWNER = 0o600;
/** How the name ends of a file on its way. */
const PART = '.part';
const MARK = 'zone!';
/** What is not of the stream leaves it the rest. */
const SHARE_OF_BULK = 0.75;

/** What the spool may hold. */
export interface SpoolLimits {
  readonly bytes: number;
  /** Each costs some memory while a zone is away. */
  readonly objects: number;
}

/** The disk, or what the spool may have of it, is used up. */
export class SpoolFull extends Error {}

/** A pack, and as much again for segments and marks: with less nothing could ever be sent. */
const LEAST_DISK_BYTES = 2 * PACK_BYTES;
/** Left free on the disk: without a mark nothing of what fills it can be sent, or let go. */
const FOR_MARKS_BYTES = 1_048_576;

/**
 * A directory of one process's own with objects that not every zone has yet, in the order they came. What `add` has answered
 * for is there after a kill, or a loss of power.
 */
export class Spool {
  /** In it, what is on its way included. */
  bytes = 0;
  private readonly present = new Set<number>();
  private sequence = 0;
  /** The newest of each lane, which zones that keep pace are sent without its being read back. */
  private readonly held = new Map<Lane, { readonly sequence: number; readonly bytes: Buffer }>();
  /** What is read at present: zones that are as far as each other read it once, into one piece of memory. */
  private reading: { readonly sequence: number; readonly bytes: Promise<Buffer | undefined> } | undefined;

  private constructor(
    private readonly directory: string,
    readonly limits: SpoolLimits,
  ) {}

  /**
   * Opens it, made when it is missing, with what is in it, in order. What a kill left half-written, or the disk has cut, is
   * removed. Raises BackupFault `not_ready` where its disk, were it empty, would have no room for what is to be sent.
   */
  static async open(directory: string, limits: SpoolLimits): Promise<{ readonly spool: Spool; readonly found: readonly Spooled[] }> {
    await makeDirectory(directory);
    const { size } = await diskOf(directory);
    if (size < LEAST_DISK_BYTES) throw new BackupFault('not_ready', `PARLEY_BACKUP_SPOOL lies on a file system of ${size} bytes: it needs ${LEAST_DISK_BYTES} at least`);
    const spool = new Spool(directory, limits);
    const found: Spooled[] = [];
    for (const file of (await readdir(directory)).toSorted()) {
      const entry = readSpoolFileName(file);
      // One that is gone by now was let go by a replicator before, at its end.
      const size = entry && (await stat(join(directory, file)).catch(unlessMissing))?.size;
      if (entry && size === entry.size) found.push(entry);
      else if (entry || file.endsWith(PART)) await rm(join(directory, file), { force: true });
    }
    for (const entry of found) spool.count(entry);
    return { spool, found };
  }

  get objects(): number {
    return this.present.size;
  }

  /** Whether it may be added. Something always may be, whatever its size. */
  fits({ bytes, lane }: Outgoing): boolean {
    const share = lane === 'stream' ? 1 : SHARE_OF_BULK;
    return this.objects === 0 || (this.bytes + bytes.length <= this.limits.bytes * share && this.objects < this.limits.objects * share);
  }

  /** Durable when it resolves. Raises SpoolFull where the disk has no room. */
  async add({ name, bytes, lane, ledger = false, heartbeat, sha256 = sha256Of(bytes) }: Outgoing): Promise<Spooled> {
    const entry: Spooled = { sequence: this.sequence + 1, name, lane, ledger, size: bytes.length, sha256, heartbeat };
    this.count(entry);
    try {
      if ((await diskOf(this.directory)).free < bytes.length + FOR_MARKS_BYTES) throw new SpoolFull('The disk of the spool is full');
      await this.write(spoolFileName(entry), bytes);
      this.held.set(lane, { sequence: entry.sequence, bytes });
    } catch (error) {
      this.forget(entry);
      throw error;
    }
    return entry;
  }

  /** Its bytes, which may be others' too; nothing where they are not there any more, or not what they were. */
  async read(entry: Spooled): Promise<Buffer | undefined> {
    const held = this.held.get(entry.lane);
    if (held?.sequence === entry.sequence) return held.bytes;
    if (this.reading?.sequence === entry.sequence) return this.reading.bytes;
    const reading = { sequence: entry.sequence, bytes: this.readFile(entry) };
    this.reading = reading;
    const forget = (): void => {
      if (this.reading === reading) this.reading = undefined;
    };
    void reading.bytes.finally(forget).catch(() => undefined); // whoever asked is told
    return reading.bytes;
  }

  private async readFile(entry: Spooled): Promise<Buffer | undefined> {
    const bytes = await readFile(join(this.directory, spoolFileName(entry))).catch(unlessMissing);
    return bytes && sha256Of(bytes) === entry.sha256 ? bytes : undefined;
  }

  /** Where it stays after all because of a kill, it is found again, and sent once more. */
  async remove(entry: Spooled): Promise<void> {
    await rm(join(this.directory, spoolFileName(entry)), { force: true });
    this.forget(entry);
  }

  /** What was remembered of a zone. */
  async mark(zone: string): Promise<string | undefined> {
    return readFile(join(this.directory, `${MARK}${zone}`), 'utf8').catch(unlessMissing);
  }

  /** Forgets all zones but these: what comes while one is left out is not known to be missing in it. */
  async keepMarks(zones: readonly string[]): Promise<void> {
    const marks = (await readdir(this.directory)).filter((file) => file.startsWith(MARK) && !zones.includes(file.slice(MARK.length)));
    for (const mark of marks) await rm(join(this.directory, mark), { force: true });
    if (marks.length > 0) await syncDirectory(this.directory);
  }

  /** Remembers something of a zone, durably. Raises SpoolFull. */
  async setMark(zone: string, mark: string): Promise<void> {
    await this.write(`${MARK}${zone}`, Buffer.from(mark));
  }

  private count({ sequence, size }: Spooled): void {
    this.sequence = sequence;
    this.bytes += size;
    this.present.add(sequence);
  }

  private forget({ sequence, size, lane }: Spooled): void {
    if (this.held.get(lane)?.sequence === sequence) this.held.delete(lane);
    if (this.present.delete(sequence)) this.bytes -= size;
  }

  private async write(name: string, bytes: Buffer): Promise<void> {
    const part = join(this.directory, `${randomUUID()}${PART}`);
    try {
      await writeDurably(part, bytes, ONLY_OWNER);
      await rename(part, join(this.directory, name));
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined); // else the next start removes it
      throw ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '') ? new SpoolFull('The disk of the spool is full', { cause: error }) : error;
    }
    await syncDirectory(this.directory);
  }
}

/** In bytes; some file systems do not say. */
async function diskOf(directory: string): Promise<{ readonly size: number; readonly free: number }> {
  const { blocks, bavail, bsize } = await statfs(directory);
  return blocks === 0 ? { size: Infinity, free: Infinity } : { size: blocks * bsize, free: bavail * bsize };
}
