/** A place in the write-ahead log. */
export type Lsn = bigint;

/** Reads PostgreSQL's notation (`16/B374D848`). */
export function parseLsn(text: string): Lsn {
  const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text) ?? [];
  if (high === undefined || low === undefined) throw new RangeError(`${text} is no LSN`);
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** In PostgreSQL's notation. */
export const formatLsn = (lsn: Lsn): string => `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffff_ffffn).toString(16).toUpperCase()}`;

/** In 16 hexadecimal digits, so that names sort as places do. */
export const lsnName = (lsn: Lsn): string => lsn.toString(16).padStart(16, '0');

/** The place that `lsnName` wrote. */
export const lsnOfName = (name: string): Lsn => BigInt(`0x${name}`);
