/** A vendor's call as it came in, and what to judge it by. */
export interface SignedCall {
  /** The body's bytes before anything parsed them: signatures are over these. */
  readonly rawBody: Uint8Array;
  /** As Node gives them: names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** What the vendor called: the configured public base URL, with path and query as they came. Never made from `Host`, which is the caller's to choose. */
  readonly url: string;
  /** All that are valid at the moment; while one is being replaced, two. */
  readonly secrets: readonly string[];
  readonly now: Date;
  /** How far the time of signing may lie from now, in seconds, before and after. Without it, the scheme's own; schemes whose vendor names none have none. */
  readonly windowSeconds?: number;
}

/** Why a call is refused. Names the part that is at fault, never what stood in it: both may be logged and shown. */
export type Refusal =
  /** No secret is configured, or none that this scheme can use. */
  | 'no_secret'
  | 'missing'
  /** The part came more than once, so that two readers could take different ones. */
  | 'doubled'
  | 'malformed'
  | 'mismatch'
  /** Rightly signed, but too long ago. */
  | 'old'
  /** Rightly signed, but for a time to come. */
  | 'early';

/** What a verification answers. */
export type Verdict =
  | {
      readonly verified: true;
      /** A signed value that the vendor uses once. Who keeps it for the window's length recognises a replay. */
      readonly once?: string;
    }
  | { readonly verified: false; readonly reason: Refusal; readonly part: string };
