import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AppError, isId } from '@parley/kernel';
import type { PageRequest } from '@parley/persistence';
import { member, type Query } from './query.js';
import type { ApiRequest } from './request.js';

/** What a list answers when no size is asked for (openapi.yaml, schema `page`). */
export const DEFAULT_SIZE = 25;
const MAX_SIZE = 100;

/** openapi.yaml, ListApps 400; the parameter at fault is named after it. */
const invalid = (name: string) => new AppError('bad_request', `Invalid page query parameters: ${name}`);

/** Reads `page[after]`, `page[before]` and `page[size]` (openapi.yaml, schema `page`; semantics §3). */
export function pageRequest(query: Query): PageRequest {
  const after = cursor(query, 'after');
  const before = cursor(query, 'before');
  if (after !== undefined && before !== undefined) throw invalid('page[after] and page[before] exclude each other');
  return { ...(after !== undefined && { after }), ...(before !== undefined && { before }), size: size(query) };
}

function cursor(query: Query, key: string): string | undefined {
  const found = member(query, 'page', key);
  if (found === undefined) return undefined;
  if (!isId(found.value)) throw invalid(`${found.name} should be a record id`);
  return found.value;
}

function size(query: Query): number {
  const found = member(query, 'page', 'size');
  if (found === undefined) return DEFAULT_SIZE;
  const value = typeof found.value === 'string' && /^\d{1,4}$/.test(found.value) ? Number(found.value) : found.value;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > MAX_SIZE) {
    throw invalid(`${found.name} should be an integer between 1 and ${MAX_SIZE}`);
  }
  return value;
}

/** The page a list was asked for. */
export const PageQuery = createParamDecorator((_data: unknown, context: ExecutionContext): PageRequest =>
  pageRequest(context.switchToHttp().getRequest<ApiRequest>().query as Query));
