import { isS3Url, parseS3Url } from '@parley/kernel';
import type { LedgerStore } from '../ledger/ledger-store.js';
import { DirectoryLedger, DirectoryZone } from './directory/directory-zone.js';
import { Patience } from './directory/patience.js';
import { FencedZone, type WriterLease } from './s3/fenced-zone.js';
import { LARGE, S3Ledger, S3Zone, SMALL, type S3Patience } from './s3/s3-zone.js';
import type { ZonePlace } from './same-place.js';
import type { ExpiringStore, ZoneStore } from './zone-store.js';

/** What a zone is opened with. */
export interface ZoneOptions {
  /** That no other worker writes; needed for stores without conditional writes. */
  readonly lease?: WriterLease;
  /** How long S3 is waited for. */
  readonly s3?: S3Patience;
  /** How long a directory is waited for, in milliseconds. */
  readonly directoryMs?: number;
}

/** Where the ledger lies. */
interface KeysPlace {
  /** Not in the zone's own place. */
  readonly apart: boolean;
  /** Why the place keeps what is replaced in it; nothing where it does not. */
  history(): Promise<string | undefined>;
}

const DIRECTORY_MS = 60_000;

/** A place of copies with its ledger. Nobody is asked before something is read or written. */
export class Zone {
  readonly name: string;
  /** Where it is, for people. */
  readonly place: string;
  /** Reads at once; written to only behind `prepareZone`. */
  readonly ledger: LedgerStore;
  private current: ZoneStore;

  private constructor(
    { name, place }: ZonePlace,
    private readonly plain: DirectoryZone | S3Zone,
    private readonly files: DirectoryLedger | S3Ledger,
    readonly keys: KeysPlace,
    private readonly options: ZoneOptions,
  ) {
    this.name = name;
    this.place = isS3Url(place) ? `s3://${parseS3Url(place).bucket}/${parseS3Url(place).prefix}` : place;
    this.ledger = files;
    this.current = plain;
  }

  static at(zone: ZonePlace, options: ZoneOptions = {}): Zone {
    const [keys, patience] = [zone.keysPlace ?? zone.place, patienceOf(options)];
    const store = isS3Url(zone.place) ? new S3Zone(zone.place, options.s3) : new DirectoryZone(zone.place, patience);
    const ledger = isS3Url(keys) ? new S3Ledger(keys, options.s3?.small) : new DirectoryLedger(keys, patience);
    const history = async () => (ledger instanceof S3Ledger ? ledger.history() : undefined);
    return new Zone(zone, store, ledger, { history, apart: zone.keysPlace !== undefined }, options);
  }

  get store(): ZoneStore {
    return this.current;
  }

  /** What a killed process left half-way is removed. */
  async clean(): Promise<void> {
    for (const each of [this.plain, this.files]) if (each instanceof DirectoryZone || each instanceof DirectoryLedger) await each.clean();
  }

  /** Whether who writes here could delete, too. Of a directory that is not asked: its files are his. Raises ObjectStoreError. */
  async mayDelete(): Promise<boolean> {
    return this.plain instanceof S3Zone && this.plain.mayDelete();
  }

  /** Whether writes can be fenced though the store knows no conditions; from then on they are. */
  fence(): boolean {
    const { lease, s3 } = this.options;
    if (!lease || !(this.plain instanceof S3Zone)) return false;
    this.current = new FencedZone(this.plain, lease, (s3?.large ?? LARGE).together);
    return true;
  }
}

/** Deletes in a zone, by credentials of its own: a profile in AWS's files, or another user of the machine. */
export const expiringStore = ({ place }: ZonePlace, profile?: string): ExpiringStore =>
  isS3Url(place) ? new S3Zone(place, { small: SMALL, large: LARGE }, profile) : new DirectoryZone(place, patienceOf({}));

const patienceOf = ({ directoryMs = DIRECTORY_MS }: ZoneOptions): Patience => new Patience(directoryMs);
