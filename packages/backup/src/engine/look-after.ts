import { setTimeout as delay } from 'node:timers/promises';
import { monotonicClock } from '@parley/kernel';
import { standAlone, type ChainIdentity } from '../format/manifest.types.js';
import { readLedgerRows } from '../ledger/ledger-rows.js';
import { appKeysOf } from '../ledger/repository-key.js';
import { Continuity } from './continuity.js';
import { DeleteRights } from './delete-rights.js';
import { DrillJob } from './drill-job.js';
import type { Session } from './open-session.js';
import type { ReplicatorState } from '../zones/replicator/replicator.js';
import type { Zone } from '../zones/zone.js';
import { runNext } from './run-next.js';
import { purgeRuns } from './runs.queries.js';
import { SnapshotJob } from './snapshot-job.js';
import { TakenBackKeys } from './taken-back-keys.js';
import { forgetOtherZones, recordZones } from './zone-records.js';

/** How often is looked for what was asked for; whether zones are to be looked at; for files that no segment told of; and how often each zone's ledger is compared: milliseconds. */
const [LOOK_MS, BESIDE_MS, FILES_MS, LEDGER_MS] = [1000, 5000, 30_000, 3_600_000];
/** The same, and how often is looked for API keys that were deleted, where no stream tells of any: milliseconds. */
const [LEDGER_ALONE_MS, DELETED_MS] = [60_000, 5000];
/** How often is looked whether the key store is there, in milliseconds. */
const KEY_STORE_MS = 10_000;
/** After a failure of what is done seldom: twice as long each time, in milliseconds. */
const [FIRST_AGAIN_MS, LONGEST_AGAIN_MS] = [1000, 10_000];
/** So long a write of the worker before this one may be under way, in milliseconds. */
const LATE_MS = 120_000;
const RUNS_KEPT_SECONDS = 90 * 86_400;

/** What is done beside the stream, each at its own pace: none waits for another. */
export class LookAfter {
  private readonly snapshots: SnapshotJob;
  private readonly takenBack: TakenBackKeys;
  private readonly continuity: Continuity;
  private readonly drills: DrillJob;
  private readonly rights: DeleteRights;
  private filesAt = 0;
  private spoolWasFull = false;
  /** When each zone's ledger is to be read again, as something older may have come over what was written here; and of which it was. */
  private readonly readAgainAt = monotonicClock() + LATE_MS;
  private readonly readAgain = new Set<string>();

  constructor(
    private readonly session: Session,
    private readonly chain: () => ChainIdentity,
  ) {
    const { db, reader, url, keys, manifests, fileMirror, replicator, roots, installation, settings } = session;
    const beside = { ...session, db: db.system(), drill: session.drill };
    this.continuity = new Continuity(beside);
    this.drills = new DrillJob({ ...beside, everySeconds: settings.drillEverySeconds });
    this.takenBack = new TakenBackKeys({ sql: reader.system(), zones: session.zones, ledgerOf: (zone) => session.ledgers.of(zone) });
    this.rights = new DeleteRights({ ...session, reached: (zone) => replicator.reached(zone) });
    const alone = standAlone(chain());
    this.snapshots = new SnapshotJob({
      db: db.system(), url, keys, manifests, files: fileMirror, everySeconds: settings.snapshotEverySeconds, now: () => new Date(),
      chain, ...(alone && { seen: (sql) => this.takenBack.remember(sql) }),
      accept: (name, bytes, sha256) => replicator.accept({ name, bytes, lane: 'bulk', sha256 }),
      appKeys: async () => appKeysOf((await readLedgerRows(reader.system())).tenant_keys, roots, installation, keys.repository.id),
    });
  }

  /** A segment told of attachments. */
  filesCame(): void {
    this.filesAt = 0;
  }

  /** Until the signal ends it. What fails is logged and done again. */
  async run(signal: AbortSignal): Promise<void> {
    const alone = standAlone(this.chain());
    await Promise.all([this.each('snapshots', LOOK_MS, () => this.lookAtSnapshots(signal), signal), this.each('files', LOOK_MS, () => this.lookAtFiles(signal), signal),
      this.each('zones', LOOK_MS, () => this.record(), signal),
      ...this.session.zones.map((zone) => this.each(`keys of ${zone.name}`, alone ? LEDGER_ALONE_MS : LEDGER_MS, () => this.compareLedger(zone), signal)),
      ...this.session.zones.map((zone) => this.each(`late keys of ${zone.name}`, LOOK_MS, () => this.readKeysAgain(zone), signal)),
      ...(alone ? [this.each('deleted keys', DELETED_MS, () => this.takenBack.look(), signal)] : []),
      this.each('key store', KEY_STORE_MS, () => this.session.lostSecrets.look(), signal),
      this.each('keys', LOOK_MS, () => this.lookAtKeys(), signal), this.each('rights', BESIDE_MS, () => this.rights.look(), signal),
      this.each('continuity', BESIDE_MS, () => this.continuity.lookIfDue(signal), signal), this.each('drills', LOOK_MS, () => this.lookAtDrills(signal), signal)]);
  }

  private async lookAtSnapshots(signal: AbortSignal): Promise<void> {
    await this.snapshots.askIfDue();
    await this.snapshots.next(signal);
  }

  private async lookAtDrills(signal: AbortSignal): Promise<void> {
    await this.drills.askIfDue();
    await this.drills.next(signal);
  }

  private async lookAtFiles(signal: AbortSignal): Promise<void> {
    if (monotonicClock() < this.filesAt) return;
    this.filesAt = monotonicClock() + FILES_MS;
    await this.session.fileMirror.copy(signal);
    await this.session.fileMirror.forget();
  }

  private async record(): Promise<void> {
    const { db, replicator, zones } = this.session;
    const { state } = replicator;
    this.tellOfSpool(state.spool);
    await recordZones(db.system(), this.chain().id, state);
    await forgetOtherZones(db.system(), zones.map(({ name }) => name));
    await purgeRuns(db.system(), RUNS_KEPT_SECONDS);
  }

  /** Once when it becomes full, and once when it is not any more. */
  private tellOfSpool({ full, bytes, objects }: ReplicatorState['spool']): void {
    if (full === this.spoolWasFull) return;
    this.spoolWasFull = full;
    const { logger } = this.session;
    if (full) logger.error({ bytes, objects }, 'PARLEY_BACKUP_SPOOL is full, or its disk: nothing new is backed up until a zone takes what is in it, or there is more room');
    else logger.info({ bytes, objects }, 'PARLEY_BACKUP_SPOOL has room again: backups go on');
  }

  /** Somebody has seen that a zone's keys are not what they should be. */
  private async lookAtKeys(): Promise<void> {
    await runNext(this.session.db.system(), 'keys', async () => {
      const compared = await Promise.allSettled(this.session.zones.map((zone) => this.compareLedger(zone, { afresh: true })));
      const failed = compared.find((each) => each.status === 'rejected');
      if (failed) throw failed.reason;
      return {};
    });
  }

  private async readKeysAgain(zone: Zone): Promise<void> {
    if (this.readAgain.has(zone.name) || monotonicClock() < this.readAgainAt) return;
    await this.compareLedger(zone, { afresh: true });
    this.readAgain.add(zone.name);
  }

  private async compareLedger(zone: Zone, how: { readonly afresh?: boolean } = {}): Promise<void> {
    // Keys written where a disk is not mounted would stay below it for good.
    await this.session.replicator.reached(zone.name);
    await this.session.ledgers.of(zone).mirrorAll(how);
    await this.session.lostSecrets.compared();
  }

  private async each(what: string, everyMs: number, work: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
    for (let [again, told] = [FIRST_AGAIN_MS, '']; !signal.aborted; ) {
      let wait = everyMs;
      try {
        await work();
        [again, told] = [FIRST_AGAIN_MS, ''];
      } catch (error) {
        // A zone that is away says the same for as long as it is.
        if (!signal.aborted && told !== String(error)) this.session.logger.warn({ err: error, what }, 'something about backups did not go on; it is tried again');
        told = String(error);
        [wait, again] = [Math.min(again, everyMs), Math.min(2 * again, LONGEST_AGAIN_MS)];
      }
      await delay(wait, undefined, { signal }).catch(() => undefined); // it is over
    }
  }
}
