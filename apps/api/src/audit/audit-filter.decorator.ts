import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { EntryFilter } from '@parley/audit-log';
import { isTimestamp } from '@parley/contracts';
import { BadRequestErrors } from '@parley/kernel';
import { filterValue } from '../http/filter.decorator.js';
import type { Query } from '../http/query.js';
import type { ApiRequest } from '../http/request.js';

/** The members of the query parameter `filter`, and what the document says of them. */
export const AUDIT_FILTER = {
  actor: 'Acts of the key with this id, or of `operator`.',
  action: 'Acts of this kind, `webhook:create` and so on.',
  appId: 'Acts on this app, and on what belongs to it.',
  target: 'Acts on what has this id.',
  from: 'Acts from this moment on, as `YYYY-MM-DDThh:mm:ss.SSSZ`.',
  to: 'Acts before this moment, as `YYYY-MM-DDThh:mm:ss.SSSZ`.',
} as const satisfies Record<keyof EntryFilter, string>;

function moment(query: Query, name: 'from' | 'to'): Date | undefined {
  const value = filterValue(query, name);
  if (value === undefined) return undefined;
  if (!isTimestamp(value)) throw new BadRequestErrors([`filter[${name}] should be a date of the form YYYY-MM-DDThh:mm:ss.SSSZ`]);
  return new Date(value);
}

/** Reads the filter of the audit log. Raises bad_request. */
export const AuditFilter = createParamDecorator((_data: unknown, context: ExecutionContext): EntryFilter => {
  const query = context.switchToHttp().getRequest<ApiRequest>().query as Query;
  return {
    actor: filterValue(query, 'actor'),
    action: filterValue(query, 'action'),
    appId: filterValue(query, 'appId'),
    target: filterValue(query, 'target'),
    from: moment(query, 'from'),
    to: moment(query, 'to'),
  };
});
