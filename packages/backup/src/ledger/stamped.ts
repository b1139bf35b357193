const STAMP_BYTES = 8;

/** An object of the ledger with the number of its writing: where zones differ, the newest is what is true. */
export interface Stamped {
  /** Greater than that of everything that was written before (LedgerStamps). */
  readonly at: number;
  readonly content: Buffer;
}

export function stamp({ at, content }: Stamped): Buffer {
  const time = Buffer.alloc(STAMP_BYTES);
  time.writeBigUInt64BE(BigInt(at));
  return Buffer.concat([time, content]);
}

export const unstamp = (stamped: Buffer): Stamped => ({ at: Number(stamped.readBigUInt64BE(0)), content: stamped.subarray(STAMP_BYTES) });
