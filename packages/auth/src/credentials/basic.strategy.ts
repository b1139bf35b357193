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
    if (!isWhole(request, keyId, secret)) return false;
    const attempt = new Attempt(this.keys);
    request.attempt = attempt;
    await attempt.lookUp(keyId);
    return attempt.withSecret(secret)?.principal ?? false;
  }
}

/** passport-http cuts the password at its second colon, and would take a secret with anything behind it. */
function isWhole({ headers }: AuthenticatedRequest, keyId: string, secret: string): boolean {
  const encoded = headers.authorization?.split(' ')[1] ?? '';
  return Buffer.from(encoded, 'base64').toString() === `${keyId}:${secret}`;
}
