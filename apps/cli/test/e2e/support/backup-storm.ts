import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { BackupFaults, type FaultsParts } from './backup-faults.js';
import type { MountedFolder } from './mounted-folder.js';
import type { SmallDisk } from './small-disk.js';

interface Parts extends FaultsParts {
  /** The zone that is a directory. */
  readonly near: MountedFolder;
  /** Of the spool. */
  readonly disk: SmallDisk;
}

/** What may befall backups, as it does in the world, also where only root can bring it about: by the file system. */
export class BackupStorm extends BackupFaults<Parts> {
  /**
   * Each of these twice, in an order that the dice give: processes and the slot in one row, zones and the disk in another
   * beside it. A slot is dropped only after all else has befallen its chain.
   */
  async rage(): Promise<void> {
    const { dice } = this.parts;
    const kills = [() => this.kill('worker'), () => this.kill('api'), () => this.kill('postgres'), () => this.tornUpload()];
    const places = [() => this.nearIsAway(), () => this.farIs('silent'), () => this.farIs('hangs up'), () => this.farForgets(), () => this.fullDisk()];
    const drop = () => this.dropSlot();
    await this.together([[...dice.shuffled(kills), drop, ...dice.shuffled(kills), drop], [...dice.shuffled(places), ...dice.shuffled(places)]], 1500);
  }

  /** The worker is killed while a file is on its way into a zone. */
  async tornUpload(): Promise<void> {
    const incoming = join(this.parts.near.path, '.incoming');
    await this.found('worker');
    const torn = (): boolean => existsSync(incoming) && readdirSync(incoming).length > 0;
    for (const until = performance.now() + 60_000; !torn(); await setImmediate()) if (performance.now() > until) throw new Error('Nothing is on its way into the zone');
    process.kill(this.parts.parley.find('worker')?.pid ?? NaN, 'SIGKILL');
    this.note('kill -9 of the worker in the middle of a write to near');
    await delay(100);
    await this.found('worker');
  }

  async nearIsAway(): Promise<void> {
    const { near } = this.parts;
    this.note('near is away');
    near.unmount();
    await delay(this.some());
    near.mount();
    this.note('near is back');
  }

  async fullDisk(): Promise<void> {
    const { disk } = this.parts;
    this.note('the disk of the spool is full');
    for (const until = performance.now() + this.some(); performance.now() < until; await delay(50)) disk.fill();
    disk.free();
    this.note('the disk has room');
  }
}
