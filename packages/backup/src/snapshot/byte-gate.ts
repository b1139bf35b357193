/** Lets work in as long as the bytes under way stay below a bound; one piece of work, however large, gets in alone. */
export class ByteGate {
  private used = 0;
  private waiting: { readonly bytes: number; readonly enter: () => void }[] = [];

  constructor(private readonly bound: number) {}

  /** Resolves once there is room; first come, first served. */
  async enter(bytes: number): Promise<void> {
    if (this.waiting.length === 0 && this.fits(bytes)) return this.take(bytes);
    await new Promise<void>((enter) => this.waiting.push({ bytes, enter }));
  }

  leave(bytes: number): void {
    this.used -= bytes;
    for (let next = this.waiting[0]; next && this.fits(next.bytes); next = this.waiting[0]) {
      this.waiting.shift();
      this.take(next.bytes);
      next.enter();
    }
  }

  private fits(bytes: number): boolean {
    return this.used === 0 || this.used + bytes <= this.bound;
  }

  private take(bytes: number): void {
    this.used += bytes;
  }
}
