export { AppError, BadRequestErrors, ERROR_CODES, type ErrorCode } from './errors.js';
export { asAccountId, asAppId, idPrefixAt, idSuffix, idTime, isId, newId, type AccountId, type AppId } from './ids.js';
export { monotonicClock, timestamp, wallClock } from './clock.js';
export type { Principal, RequestContext, Scope } from './request-context.js';
