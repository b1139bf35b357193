export { Answers } from './answers.decorator.js';
export { AppIdParam, FilterParam, IdParam, PageParam } from './parameters.decorator.js';
