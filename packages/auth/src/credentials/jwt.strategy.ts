import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Principal } from '@parley/kernel';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Attempt } from './attempt.js';
import type { AuthenticatedRequest } from './authenticated-request.js';
import { keyIdOf } from './jwt-header.js';
import { KeyDirectory } from './key-directory.js';

/** How far the caller's clock may be off for `exp` and `nbf`, in seconds. */
const SKEW_SECONDS = 60;

/** passport-jwt hands the key on to jsonwebtoken, which takes a KeyObject; its type only knows strings and buffers. */
type Done = (error: Error | null, key?: string) => void;

/** Bearer JWT: HS256, `kid` names the key that signed, `scope` must be that key's (semantics §1). */
@Injectable()
export class KeyJwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(private readonly keys: KeyDirectory) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (request: unknown, token: string, done: Done) => this.provideKey(request as AuthenticatedRequest, token, done),
      jsonWebTokenOptions: { algorithms: ['HS256'], clockTolerance: SKEW_SECONDS },
      algorithms: ['HS256'],
      passReqToCallback: true,
    });
  }

  /** The principal, or false. Called after the signature and the dates were verified. */
  validate(request: AuthenticatedRequest, payload: unknown): Principal | false {
    const principal = request.attempt?.key?.principal;
    const scope = typeof payload === 'object' && payload !== null && 'scope' in payload ? payload.scope : undefined;
    return principal !== undefined && scope === principal.scope ? principal : false;
  }

  private provideKey(request: AuthenticatedRequest, token: string, done: Done): void {
    const attempt = new Attempt(this.keys);
    request.attempt = attempt;
    const keyId = keyIdOf(token);
    if (keyId === undefined) {
      done(new Error('no usable kid'));
      return;
    }
    attempt.lookUp(keyId).then(
      ({ signingKey }) => done(null, signingKey as unknown as string),
      (fault: unknown) => {
        // passport-jwt takes every error of a provider for the caller's; the guard raises this one as ours.
        attempt.fault = fault instanceof Error ? fault : new Error('The key could not be looked up', { cause: fault });
        done(new Error('lookup failed'));
      },
    );
  }
}
