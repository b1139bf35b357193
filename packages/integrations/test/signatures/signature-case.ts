import type { SignedCall, Verdict } from '../../src/signatures/signed-call.js';
import type { Place } from './place.js';

/** A call that is rightly signed, and where in it what is signed stands. */
export interface SignatureCase {
  readonly name: string;
  readonly call: SignedCall;
  readonly verify: (call: SignedCall) => Verdict;
  /** As it stands in the call. */
  readonly given: Place;
  /** As the bytes it stands for. */
  readonly signature: Place;
  /** All that is signed. */
  readonly signed: readonly Place[];
  /** What the vendor accepts in a hex signature; absent where it is none. */
  readonly hex?: 'either' | 'lower';
  /** Where the time of signing stands (Unix seconds), and for how long it holds unless the caller says otherwise. */
  readonly time?: { readonly at: number; readonly defaultWindow?: number };
  /** What the verdict names as used once. */
  readonly once?: string;
}

/** A call of nothing but what is said. */
export const callOf = (given: Partial<Omit<SignedCall, 'rawBody'>> & { readonly body?: string | Uint8Array }): SignedCall => {
  const { body = '', ...rest } = given;
  return { rawBody: Buffer.from(body), headers: {}, url: 'https://parley.example/v1/channels/a/b', secrets: [], now: new Date(1_764_000_000_000), ...rest };
};
