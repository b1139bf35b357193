import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { BadRequestErrors } from '@parley/kernel';
import { member, type Query } from './query.js';
import type { ApiRequest } from './request.js';

/** Long enough for any external id or address; also keeps a filter out of the database that could match nothing. */
const MAX_LENGTH = 1024;

/** Reads `filter[name]` (or `filter={"name":…}`) as a text; undefined when absent. Raises bad_request. */
export function filterValue(query: Query, name: string): string | undefined {
  const found = member(query, 'filter', name);
  if (found === undefined) return undefined;
  const { value } = found;
  if (typeof value !== 'string' || value.length === 0 || value.length > MAX_LENGTH || !value.isWellFormed() || value.includes('\0')) {
    throw new BadRequestErrors([`${found.name} should be a string of 1 to ${MAX_LENGTH} characters`]);
  }
  return value;
}

/** One member of the query parameter `filter`. */
export const Filter = createParamDecorator((name: string, context: ExecutionContext): string | undefined =>
  filterValue(context.switchToHttp().getRequest<ApiRequest>().query as Query, name));
