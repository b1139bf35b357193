import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Principal } from '@parley/kernel';
import { BasicStrategy } from 'passport-http';
import { Attempt } from './attempt.js';
import type { AuthenticatedRequest } from './authenticated-request.js';
import { KeyDirectory } from './key-directory.js';

/** Basic authentication: key id as the name, secret as the password (openapi.yaml, Authentication). */
@Injectable()
export class KeyBasicStrategy extends PassportStrategy(BasicStrategy, 'basic') {
  constructor(private readonly keys: KeyDirectory) {
    super({ realm: 'parley', passReqToCallback: true });
  }

  /** The principal, or false. */
  async validate(request: AuthenticatedRequest, keyId: string, secret: string): Promise<Principal | false> {
    const attempt = new Attempt(this.keys);
    request.attempt = attempt;
    await attempt.lookUp(keyId);
    return attempt.withSecret(secret)?.principal ?? false;
  }
}
