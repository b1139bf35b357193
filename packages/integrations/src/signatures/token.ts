import jsonwebtoken from 'jsonwebtoken';
import { refuse } from './judge.js';
import { requireSecrets } from './matching.js';

const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** What a token has to be. */
export interface Expected {
  /** Where it stands; refusals name it. */
  readonly part: string;
  readonly issuer: string;
  readonly algorithms: readonly ('HS256' | 'HS384' | 'HS512')[];
  readonly secrets: readonly string[];
  readonly now: Date;
  /** How far the clocks may differ where the token says from when and until when it holds. */
  readonly toleranceSeconds: number;
}

/** The claims of a JSON Web Token that one of the secrets signed and that holds now. */
export function readToken(token: string, expected: Expected): jsonwebtoken.JwtPayload {
  const { part } = expected;
  const secrets = requireSecrets(expected.secrets);
  if (!SHAPE.test(token)) return refuse('malformed', part);
  for (const secret of secrets) {
    const claims = claimsBy(secret, token, expected);
    if (claims !== undefined) return claims;
  }
  return refuse('mismatch', part);
}

/** Nothing if another secret signed it; refuses what the right one signed and does not hold. */
function claimsBy(secret: string, token: string, { part, issuer, algorithms, now, toleranceSeconds }: Expected): jsonwebtoken.JwtPayload | undefined {
  try {
    const claims = jsonwebtoken.verify(token, secret, { issuer, algorithms: [...algorithms], clockTimestamp: Math.floor(now.getTime() / 1000), clockTolerance: toleranceSeconds });
    return typeof claims === 'string' ? refuse('malformed', part) : claims;
  } catch (error) {
    if (error instanceof jsonwebtoken.TokenExpiredError) return refuse('old', part);
    if (error instanceof jsonwebtoken.NotBeforeError) return refuse('early', part);
    // What is no JSON within a token comes as it was thrown.
    if (error instanceof SyntaxError) return refuse('malformed', part);
    if (!(error instanceof jsonwebtoken.JsonWebTokenError)) throw error;
    return error.message === 'invalid signature' ? undefined : refuse('malformed', part);
  }
}
