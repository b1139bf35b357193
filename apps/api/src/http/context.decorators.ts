import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { CallerContext, RequestContext } from '@parley/kernel';
import { callerContext } from './caller-context.js';
import type { ApiRequest } from './request.js';

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<ApiRequest>();

/** The context of a request below `/v2/apps/:appId`. */
export const Ctx = createParamDecorator((_data: unknown, context: ExecutionContext): RequestContext => {
  const found = requestOf(context).context;
  if (found === undefined) throw new Error('@Ctx() on a route without :appId');
  return found;
});

/** Who calls; for routes that belong to an account rather than to an app. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): CallerContext => callerContext(requestOf(context)));
