import { ApiQuery } from '@nestjs/swagger';
import { AppError } from '@parley/kernel';
import { IdParam } from '../openapi/index.js';

/** Documents the path parameter that names a user, by either of its ids. */
export const UserParam = () => IdParam('userIdOrExternalId', "The user's id or externalId.", '42589ad070d43be9b00ff7e5');

/** Documents the query parameter `brandId`, which `brandIdOf` reads. */
export const BrandIdQuery = () =>
  ApiQuery({
    name: 'brandId', required: false, schema: { type: 'string', example: '9477922990333' },
    description: 'Identifies the brand. Provide this when querying a brand-separated user by externalId or identity.',
  });

/** Reads the query parameter `brandId`. Raises bad_request for anything but a text of 1 to 24 characters. */
export function brandIdOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.length > 0 && value.length <= 24 && !value.includes('\0')) return value;
  throw new AppError('bad_request', 'brandId should be a string of 1 to 24 characters');
}
