/** A transaction's number in 64 bits; the stream says its lower 32. */
export type Xid = bigint;

const [EPOCH, HALF] = [1n << 32n, 1n << 31n];

/** The 64-bit number whose lower half is `low`, and that is nearest to one that was current: no two in use are 2³¹ apart. */
export function widenXid(low: number, near: Xid): Xid {
  const guess = (near & ~(EPOCH - 1n)) | BigInt(low);
  if (guess - near > HALF && guess >= EPOCH) return guess - EPOCH;
  return near - guess > HALF ? guess + EPOCH : guess;
}
