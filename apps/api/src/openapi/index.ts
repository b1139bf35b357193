export { Answers, Errors, FileAnswers } from './answers.decorator.js';
export { AppIdParam, FilterParam, IdempotencyKeyHeader, IdParam, PageParam } from './parameters.decorator.js';
