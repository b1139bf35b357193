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
 * compared (`unseen`): all, where nothing is remembered of it. A change counts once it is on the disk: where it cannot be
 * written, it is as if it had not been asked for.
 */
export class Owed {
  /** In memory only: until it is known what these have, the zone cannot be said to have it. */
  private readonly comparing: Record<Lane, Set<string>> = { stream: new Set(), bulk: new Set() };
  private evictions = 0;
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly spool: Spool,
    private readonly zone: string,
    private mark: Mark,
  ) {}

  static async of(spool: Spool, zone: string, others: readonly string[]): Promise<Owed> {
    const text = await spool.mark(zone);
    if (text === undefined) return new Owed(spool, zone, { owed: eachLane(() => []), unseen: eachLane(() => others) });
    const { place, owed, unseen } = JSON.parse(text) as Mark;
    const known = (names: Names): Names => eachLane((lane) => others.filter((other) => names[lane].includes(other)));
    return new Owed(spool, zone, { place, owed: known(owed), unseen: known(unseen) });
  }

  /** The id of its place. */
  get place(): string | undefined {
    return this.mark.place;
  }

  /** Whether it has, but for what is in the spool, all that others were seen to have. */
  isWhole(lane: Lane): boolean {
    return this.mark.owed[lane].length === 0 && this.comparing[lane].size === 0;
  }

  sources(lane: Lane): string[] {
    return [...new Set([...this.mark.owed[lane], ...this.comparing[lane], ...this.mark.unseen[lane]])];
  }

  /** The spool lets something go that the zone has not, and these have. Durable when it resolves. */
  async add(lane: Lane, zones: Iterable<string>): Promise<void> {
    this.evictions += 1;
    await this.change(({ owed, ...mark }) => {
      const more = [...zones].filter((zone) => !owed[lane].includes(zone));
      return more.length === 0 ? undefined : { ...mark, owed: { ...owed, [lane]: [...owed[lane], ...more] } };
    });
  }

  /** Compares with a zone, which answers, by `work`; done with it, unless the spool let something go meanwhile. */
  async settle(lane: Lane, source: string, work: () => Promise<void>): Promise<void> {
    const before = this.evictions;
    this.comparing[lane].add(source);
    await work();
    const without = (names: Names): Names => ({ ...names, [lane]: names[lane].filter((name) => name !== source) });
    await this.change(({ owed, unseen, ...mark }) => {
      if (this.evictions !== before) return undefined;
      return { ...mark, owed: without(owed), unseen: without(unseen) };
    });
    if (this.evictions === before) this.comparing[lane].delete(source);
  }

  /** The zone lies in this place. Another one than before is to be compared with all. */
  async liesIn(place: string, others: readonly string[]): Promise<void> {
    await this.change((mark) => (mark.place === place ? undefined : { ...mark, place, unseen: eachLane((lane) => [...new Set([...mark.unseen[lane], ...others])]) }));
  }

  /** On the disk first, then here; one change after the other, so that none is written over by an older one. */
  private change(next: (mark: Mark) => Mark | undefined): Promise<void> {
    const turn = this.last.then(async () => {
      const mark = next(this.mark);
      if (!mark) return;
      await this.spool.setMark(this.zone, JSON.stringify(mark));
      this.mark = mark;
    });
    this.last = turn.catch(() => undefined); // who asked for it is told
    return turn;
  }
}

const eachLane = (names: (lane: Lane) => readonly string[]): Names => Object.fromEntries(LANES.map((lane) => [lane, names(lane)])) as Record<Lane, readonly string[]>;
