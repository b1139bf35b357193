import { Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { AppError } from '@parley/kernel';
import type { AuthenticatedRequest } from './authenticated-request.js';

const SCHEME = /^(basic|bearer) /i;

/** openapi.yaml, Errors: the example of a 401. */
const unauthorized = () => new AppError('unauthorized', 'Authorization is required');

/** Authenticates by the scheme that the request names; leaves the principal as `request.user`, or raises unauthorized. */
@Injectable()
export class CredentialsGuard implements CanActivate {
  private readonly guards: Record<string, CanActivate> = {
    basic: new (AuthGuard('basic'))(),
    bearer: new (AuthGuard('jwt'))(),
  };

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const scheme = SCHEME.exec(request.headers.authorization ?? '')?.[1]?.toLowerCase();
    const guard = scheme === undefined ? undefined : this.guards[scheme];
    if (guard === undefined) throw unauthorized();
    try {
      await guard.canActivate(context);
    } catch (error) {
      if (!(error instanceof UnauthorizedException)) throw error;
      if (request.attempt?.fault !== undefined) throw request.attempt.fault;
      await request.attempt?.settle();
      throw unauthorized();
    }
    return true;
  }
}
