import { ApiHeader, ApiParam, ApiQuery } from '@nestjs/swagger';

/** A path parameter that names a record. */
export const IdParam = (name: string, description: string, example?: string) =>
  ApiParam({ name, description, required: true, schema: { type: 'string', ...(example && { example }) } });

/** The path parameter that names the app; every operation below an app has it. */
export const AppIdParam = () => IdParam('appId', 'Identifies the app.', '5d8cff3cd55b040010928b5b');

const CURSOR = { type: 'string', minLength: 24, maxLength: 24, example: '5e1606762556d93e9c176f69' };

/** The query parameter `page` (openapi.yaml, pageQuery). */
export const PageParam = () =>
  ApiQuery({
    name: 'page', required: false, style: 'deepObject', explode: true,
    description: 'Contains parameters for applying cursor pagination.',
    schema: {
      type: 'object',
      properties: {
        after: { ...CURSOR, description: 'Results come after this record. Not together with `before`.' },
        before: { ...CURSOR, description: 'Results come before this record. Not together with `after`.' },
        size: { type: 'integer', minimum: 1, maximum: 100, default: 25, example: 10, description: 'The number of records to return.' },
      },
    },
  });

/** The query parameter `filter`, with a description for each of its members. */
export const FilterParam = (title: string, members: Record<string, string>, { required = false } = {}) =>
  ApiQuery({
    name: 'filter', required, style: 'deepObject', explode: true,
    description: 'Contains parameters for filtering the results.',
    schema: {
      type: 'object', title,
      properties: Object.fromEntries(Object.entries(members).map(([name, description]) => [name, { type: 'string', description }])),
    },
  });

/** The header of a request that may be repeated safely. It is ours: the reference knows none. */
export const IdempotencyKeyHeader = () =>
  ApiHeader({
    name: 'Idempotency-Key', required: false,
    description:
      'A key of your choice. For 24 hours, the same request with the same key has one effect and gets the same answer; with another body it is refused (422). ' +
      'While the first one is still under way, others wait for it, but not for ever (409).',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  });
