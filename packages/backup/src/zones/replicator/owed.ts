import type { Spool } from '../spool/spool.js';
import { LANES, type Lane } from '../spool/spooled.js';

/** What is remembered of a zone beside the spool, as JSON. */
interface Mark {
  readonly place?: string;
  readonly owed: Names;
  readonly unseen: Names;
}

type Names = Readonly<Record<Lane, readonly string[]>>;

/**
 * From which other zones a zone is to get what the spool does not hold any more (`owed`), and with which it was never
 * compared (`unseen`): all, where nothing is remembered of it.
 */
export class Owed {
  /** The id of its place. */
  place: string | undefined;
  private readonly owed: Record<Lane, Set<string>> = { stream: new Set(), bulk: new Set() };
  private readonly unseen: Record<Lane, Set<string>> = { stream: new Set(), bulk: new Set() };
  private evictions = 0;

  private constructor(
    private readonly spool: Spool,
    private readonly zone: string,
  ) {}

  static async of(spool: Spool, zone: string, others: readonly string[]): Promise<Owed> {
    const owed = new Owed(spool, zone);
    const text = await spool.mark(zone);
    const mark = text === undefined ? undefined : (JSON.parse(text) as Mark);
    owed.place = mark?.place;
    for (const lane of LANES) {
      for (const other of others) {
        if (mark?.owed[lane].includes(other)) owed.owed[lane].add(other);
        if (!mark || mark.unseen[lane].includes(other)) owed.unseen[lane].add(other);
      }
    }
    return owed;
  }

  /** Whether it has, but for what is in the spool, all that others were seen to have. */
  isWhole(lane: Lane): boolean {
    return this.owed[lane].size === 0;
  }

  sources(lane: Lane): string[] {
    return [...new Set([...this.owed[lane], ...this.unseen[lane]])];
  }

  /** The spool lets something go that the zone has not, and these have. Durable when it resolves. */
  async add(lane: Lane, zones: Iterable<string>): Promise<void> {
    this.evictions += 1;
    const before = this.owed[lane].size;
    for (const zone of zones) this.owed[lane].add(zone);
    if (this.owed[lane].size > before) await this.save();
  }

  /** Compares with a zone, which answers, by `work`; done with it, unless the spool let something go meanwhile. */
  async settle(lane: Lane, source: string, work: () => Promise<void>): Promise<void> {
    const before = this.evictions;
    // Until it is known what the other one has, this one cannot be said to have it.
    this.owed[lane].add(source);
    await work();
    if (this.evictions !== before) return;
    this.owed[lane].delete(source);
    this.unseen[lane].delete(source);
    await this.save();
  }

  /** The zone lies in this place. Another one than before is to be compared with all. */
  async liesIn(place: string, others: readonly string[]): Promise<void> {
    if (this.place === place) return;
    this.place = place;
    for (const lane of LANES) for (const other of others) this.unseen[lane].add(other);
    await this.save();
  }

  private async save(): Promise<void> {
    const names = (sets: Record<Lane, Set<string>>): Names => ({ stream: [...sets.stream], bulk: [...sets.bulk] });
    const mark: Mark = { place: this.place, owed: names(this.owed), unseen: names(this.unseen) };
    await this.spool.setMark(this.zone, JSON.stringify(mark));
  }
}
