export { AlsoDeleted } from './also-deleted.decorator.js';
export { Caller, Ctx } from './context.decorators.js';
export { Filter } from './filter.decorator.js';
export { PageQuery } from './page-query.decorator.js';
export { paged } from './paged.js';
export { Public } from './public.decorator.js';
export type { ApiRequest } from './request.js';
export { Scopes } from './scopes.decorator.js';
export { AnyOfBodySchema, UnionBody, UnionBodySchema } from './union-body.decorator.js';
