import canonicalize from 'canonicalize';

/** What may stand in the details: plain facts and ids. Nothing that a customer wrote and no secret but as a keyed hash. */
export type Fact = string | number | boolean | null | readonly Fact[] | { readonly [name: string]: Fact };
export type Details = Readonly<Record<string, Fact>>;

/** One entry of the log. What is not known or does not apply is null, so that every entry has the same members. */
export interface AuditEntry {
  readonly id: string;
  readonly accountId: string | null;
  readonly appId: string | null;
  readonly actor: { readonly id: string; readonly scope: string; readonly address: string | null };
  readonly action: string;
  readonly target: { readonly type: string; readonly id: string | null };
  readonly outcome: string;
  readonly requestId: string | null;
  /** `YYYY-MM-DDThh:mm:ss.SSSZ`. */
  readonly at: string;
  readonly details: Details;
}

/** The version of the canonical form: a later one would say another number, and readers keep both. */
const VERSION = 1;

/** The bytes of an entry whose hash is its leaf: its members and `"v":1` as canonical JSON in UTF-8 (RFC 8785). */
export const canonicalBytes = (entry: AuditEntry): Buffer => Buffer.from(canonicalize({ v: VERSION, ...entry }) ?? '');

/** The names of what a body gives, sorted: which fields an act changed, without what they were changed to. */
export const namesIn = (body: object): string[] =>
  Object.entries(body).filter(([, value]) => value !== undefined).map(([name]) => name).toSorted();
