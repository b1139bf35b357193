import { WrongValue, type Parse } from './parsers.js';

/** Objects under one prefix of a bucket. */
export interface S3Location {
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
  readonly region: string;
  /** The origin of a store that is not AWS's, or of an endpoint of one's own at AWS. */
  readonly endpoint?: string;
}

const EXAMPLE = 's3://bucket/prefix?region=eu-central-1';
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX = /^(?:[\w-][\w.-]*\/)*$/;
const REGION = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Whether a place outside the database is in S3, and no path. */
export const isS3Url = (place: string): boolean => place.startsWith('s3:');

/** Reads `s3://bucket/prefix?region=…&endpoint=…`. Raises WrongValue. */
export function parseS3Url(text: string): S3Location {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 's3:' || !BUCKET.test(url.host) || url.username !== '' || url.hash !== '') throw new WrongValue(`must be a bucket such as ${EXAMPLE}`);
  const prefix = url.pathname.replace(/^\//, '').replace(/(?<=[^/])$/, '/');
  if (!PREFIX.test(prefix)) throw new WrongValue('must have a prefix of letters, digits, dots, hyphens and slashes');
  const { region, endpoint, ...others } = Object.fromEntries(url.searchParams);
  if (region === undefined || !REGION.test(region)) throw new WrongValue(`must name the bucket's region, as in ${EXAMPLE}`);
  if (Object.keys(others).length > 0) throw new WrongValue('must have no other parameters than region and endpoint');
  return { bucket: url.host, prefix, region, ...(endpoint !== undefined && { endpoint: originOf(endpoint) }) };
}

/** A place that may be in S3: its URL as it is, else a path, by `path`. */
export const pathOrS3 =
  (path: Parse<string>): Parse<string> =>
  (value) => {
    if (!isS3Url(value)) return path(value);
    parseS3Url(value);
    return value;
  };

function originOf(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || `${url.origin}/` !== url.href) throw new WrongValue('must have an endpoint that is an origin, such as https://s3.example.com');
  return url.origin;
}
