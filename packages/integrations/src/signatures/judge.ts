import type { Refusal, Verdict } from './signed-call.js';

/** Leaves the steps of a scheme; never leaves `judge`. */
class Refused extends Error {
  constructor(
    readonly reason: Refusal,
    readonly part: string,
  ) {
    super(`${part}: ${reason}`);
  }
}

/** Ends a scheme's steps: the call is not the vendor's, or not provably. */
export function refuse(reason: Refusal, part: string): never {
  throw new Refused(reason, part);
}

/** Runs a scheme's steps. A call that none of them refuses is verified; they may answer what the vendor uses once. */
export function judge(steps: () => string | void): Verdict {
  try {
    const once = steps();
    return once === undefined ? { verified: true } : { verified: true, once };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { verified: false, reason: error.reason, part: error.part };
  }
}
