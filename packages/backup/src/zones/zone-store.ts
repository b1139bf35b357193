/** An object as a list tells of it. */
export interface ZoneObject {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** What a zone says of one object without reading it. */
export interface ZoneStat {
  readonly size: number;
  /** In base64, where the zone keeps it with the object. */
  readonly sha256?: string;
}

/** Bytes from `from` up to, not including, `to`. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Objects that are written once. Names are as `checkObjectName` wants them. Everything raises ObjectStoreError: `unavailable`
 * passes by itself (also where a write may have been done), `refused` does not.
 */
export interface ZoneStore {
  /** Whole or not at all, and durable when it resolves. Raises `condition` where an object of that name is there already. */
  create(name: string, bytes: Buffer): Promise<void>;
  /** The same for a name that nobody else makes, as it is random or a moment: also where the store knows no conditions, without a lease. */
  createOwn(name: string, bytes: Buffer): Promise<void>;
  /** Nothing where there is no such object. A range may end behind the object's end: then there are fewer bytes. */
  read(name: string, range?: ByteRange): Promise<Buffer | undefined>;
  /** Nothing where there is no such object. */
  stat(name: string): Promise<ZoneStat | undefined>;
  /** Names that begin with `prefix` and come behind `after`, in the order of their bytes, read page by page. */
  list(prefix: string, after?: string): AsyncIterable<ZoneObject>;
}

/** The same objects, for expiry alone, which has credentials of its own. */
export interface ExpiringStore {
  /** Gone when it resolves, also where it was not there. */
  destroy(name: string): Promise<void>;
}

const NAME = /^[\w-][\w.~-]*(?:\/[\w-][\w.~-]*)*$/;
/** A name is also a part of a file's name in the spool, which may have 255. */
const MOST_CHARACTERS = 150;

export const isObjectName = (name: string): boolean => NAME.test(name) && name.length <= MOST_CHARACTERS;

/** A name is no path out of a zone, and its order as text is that of its bytes. */
export function checkObjectName(name: string): string {
  if (!isObjectName(name)) throw new Error('Not a name of an object in a zone');
  return name;
}

/** The name of the `n`th repair of an object, from 1. */
export const repairName = (name: string, n: number): string => `${name}~${n}`;
