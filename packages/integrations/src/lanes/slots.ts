/** Lets so much be under way at once; the rest waits its turn. */
export class Slots {
  private readonly waiting: { readonly weight: number; readonly go: () => void }[] = [];

  constructor(private free: number) {}

  /** Does what takes so much of it. Resolves and rejects as the work does. */
  async hold<T>(weight: number, work: () => Promise<T>): Promise<T> {
    if (this.waiting.length > 0 || this.free < weight) await new Promise<void>((go) => this.waiting.push({ weight, go }));
    else this.free -= weight;
    try {
      return await work();
    } finally {
      this.free += weight;
      this.next();
    }
  }

  private next(): void {
    for (let first = this.waiting[0]; first && first.weight <= this.free; first = this.waiting[0]) {
      this.waiting.shift();
      this.free -= first.weight;
      first.go();
    }
  }
}
