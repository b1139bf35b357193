/** What goes wrong instead of an answer, or of all of it. */
export type Fault =
  /** The vendor says no, in its own words. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** A gateway's page, which is no JSON. */
  | { readonly kind: 'page'; readonly status: number }
  /** The right answer, byte by byte over some time. */
  | { readonly kind: 'slow'; readonly overMs: number }
  /** Half of the right answer, as if all of it came; then the connection ends. */
  | { readonly kind: 'cut' }
  /** The connection ends before the request is taken, or after: nobody but the vendor knows which. */
  | { readonly kind: 'reset'; readonly taken: boolean };

/** A fault for the next requests: of one method, or of any. */
export interface Scripted {
  readonly method?: string;
  readonly times?: number;
  readonly fault: Fault;
}

/** The faults that wait, in the order in which they were asked for. */
export class Script {
  private waiting: { readonly method?: string; times: number; readonly fault: Fault }[] = [];

  add(scripted: readonly Scripted[]): void {
    this.waiting.push(...scripted.map(({ times = 1, ...one }) => ({ ...one, times })));
  }

  /** The fault of a request, which counts as used. */
  take(method: string): Fault | undefined {
    const found = this.waiting.find((one) => one.method === undefined || one.method === method);
    if (found === undefined) return undefined;
    found.times -= 1;
    this.waiting = this.waiting.filter(({ times }) => times > 0);
    return found.fault;
  }
}
