import { lsnName, lsnOfName, type Lsn } from '../lsn.js';

/** What a segment's name says. */
export interface SegmentPlace {
  readonly start: Lsn;
  readonly end: Lsn;
  /** From 1, of a transaction that is too large for one segment. */
  readonly part?: number;
}

const NAME = /^([0-9a-f]{16})-([0-9a-f]{16})(?:\.(\d{6}))?$/;

/** Names sort as the chain goes. */
export const segmentName = ({ start, end, part }: SegmentPlace): string =>
  `${lsnName(start)}-${lsnName(end)}${part === undefined ? '' : `.${String(part).padStart(6, '0')}`}`;

/** Undefined for what is no segment's name. */
export function segmentPlace(name: string): SegmentPlace | undefined {
  const [, start, end, part] = NAME.exec(name) ?? [];
  if (start === undefined || end === undefined) return undefined;
  return { start: lsnOfName(start), end: lsnOfName(end), ...(part === undefined ? {} : { part: Number(part) }) };
}
