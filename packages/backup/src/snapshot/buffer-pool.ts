/** Sizes are powers of two, from 4 KiB on. */
const SMALLEST_BITS = 12;
/** What lies unused at most, in bytes; larger buffers are not kept at all. */
const KEPT = 16 * 1024 * 1024;

/** Buffers that are used again: megabytes that come and go each millisecond are more than the garbage collector keeps pace with. */
export class BufferPool {
  private readonly free = new Map<number, Buffer[]>();
  private kept = 0;

  /** One of `size` bytes or more, with anything in it. */
  take(size: number): Buffer {
    const bits = Math.max(SMALLEST_BITS, 32 - Math.clz32(size - 1));
    const found = this.free.get(bits)?.pop();
    if (!found) return Buffer.allocUnsafeSlow(2 ** bits);
    this.kept -= found.length;
    return found;
  }

  /** Takes one back that nobody uses any more. */
  give(buffer: Buffer): void {
    if (this.kept + buffer.length > KEPT) return;
    const bits = 31 - Math.clz32(buffer.length);
    if (buffer.length !== 2 ** bits || bits < SMALLEST_BITS) return;
    this.kept += buffer.length;
    const same = this.free.get(bits);
    if (same) same.push(buffer);
    else this.free.set(bits, [buffer]);
  }
}
