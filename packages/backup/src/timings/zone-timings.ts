import { BackupFault } from '../backup-fault.js';
import type { RepositoryKeys } from '../format/repository-keys.js';
import { openObject, sealObject } from '../format/sealed-object.js';
import { readOpened, type BackupReader } from '../restore/backup-reader.js';
import { createEverywhere } from '../zones/create-everywhere.js';
import type { ReadableZone } from '../zones/zone-reader.js';
import type { Phases } from './phases.js';

/** The commands whose durations a repository remembers. */
export type TimedCommand = 'restore' | 'app-side-by-side' | 'app-replace' | 'app-export' | 'verify' | 'verify-deep' | 'expire' | 'drill';

const PREFIX = 'timings/';
const NAME = /^timings\/([a-z-]+)\/(\d{15})$/;

/** How long each step of a command took when it last came to its end, by any zone; nothing where none tells. Rejects where no zone answers. */
export async function lastTimings(reader: BackupReader, keys: RepositoryKeys, command: TimedCommand): Promise<Phases | undefined> {
  const names: string[] = [];
  for await (const name of reader.list(`${PREFIX}${command}/`)) if (NAME.test(name)) names.push(name);
  for (const name of names.toReversed()) {
    try {
      return JSON.parse((await readOpened(reader, name, (object) => openObject(keys, 'timings', name, object))).toString()) as Phases;
    } catch (error) {
      if (!(error instanceof BackupFault)) throw error;
    }
  }
  return undefined;
}

/** The object that says how long a command took. */
export async function timingsObject(keys: RepositoryKeys, command: TimedCommand, phases: Phases, now: number): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const name = `${PREFIX}${command}/${String(now).padStart(15, '0')}`;
  return { name, bytes: await sealObject(keys, 'timings', name, Buffer.from(JSON.stringify(phases))) };
}

/** Writes down how long a command took, for the next one's estimate. A zone that cannot be written does without. */
export async function recordTimings(zones: readonly ReadableZone[], keys: RepositoryKeys, command: TimedCommand, phases: Phases, now = Date.now()): Promise<void> {
  const { name, bytes } = await timingsObject(keys, command, phases, now);
  await createEverywhere(zones, name, bytes);
}

/** Those that a newer one of the same command replaces, in any zone. Rejects where a zone does not answer. */
export async function replacedTimings(zones: readonly ReadableZone[]): Promise<string[]> {
  const newest = new Map<string, string>();
  const replaced = new Set<string>();
  for (const { store } of zones) {
    for await (const { name } of store.list(PREFIX)) {
      const [, command = ''] = NAME.exec(name) ?? [];
      const before = newest.get(command) ?? name;
      if (before !== name) replaced.add(before < name ? before : name);
      newest.set(command, before < name ? name : before);
    }
  }
  return [...replaced];
}
