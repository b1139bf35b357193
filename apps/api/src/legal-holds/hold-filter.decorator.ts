import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { BadRequestErrors } from '@parley/kernel';
import type { HoldFilter } from '@parley/legal-hold';
import { filterValue } from '../http/filter.decorator.js';
import type { Query } from '../http/query.js';
import type { ApiRequest } from '../http/request.js';

/** The members of the query parameter `filter`, and what the document says of them. */
export const HOLD_FILTER = {
  state: '`active`: holds in force, as without it. `lifted`, or `all`.',
  target: 'Holds on what has this id.',
} as const satisfies Record<keyof HoldFilter, string>;

const STATES = ['active', 'lifted', 'all'] as const satisfies readonly HoldFilter['state'][];

/** Reads the filter of legal holds. Raises bad_request. */
export const LegalHoldFilter = createParamDecorator((_data: unknown, context: ExecutionContext): HoldFilter => {
  const query = context.switchToHttp().getRequest<ApiRequest>().query as Query;
  const asked = filterValue(query, 'state') ?? 'active';
  const state = STATES.find((each) => each === asked);
  if (state === undefined) throw new BadRequestErrors([`filter[state] should be one of ${STATES.join(', ')}`]);
  return { state, target: filterValue(query, 'target') };
});
