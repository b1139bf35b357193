import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import type { Scope } from '@parley/kernel';

export const SCOPES = Symbol('scopes');

/** Which keys may call: on a controller, or on a handler, which wins. Also says so in the OpenAPI document. */
export const Scopes = (...scopes: Scope[]) =>
  applyDecorators(SetMetadata(SCOPES, scopes), ApiSecurity('basicAuth', scopes), ApiSecurity('bearerAuth', scopes));
