import { applyDecorators, type Type } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { ErrorResponse } from '@parley/contracts';

const DESCRIPTIONS: Record<number, string> = {
  200: 'Ok', 201: 'Created', 400: 'Bad request', 402: 'Payment required', 403: 'Forbidden', 404: 'Not found',
  409: 'Conflict', 413: 'Payload too large', 422: 'Unprocessable entity', 423: 'Locked', 429: 'Too many requests',
};

/** The answers an operation documents: its success, and its errors but those that may come before any operation (document.ts). `Object` is `{}`. */
export function Answers(status: 200 | 201, body: Type, ...errors: number[]) {
  const success = body === Object ? { schema: { type: 'object' } } : { type: body };
  return applyDecorators(ApiResponse({ status, description: DESCRIPTIONS[status], ...success }), Errors(...errors));
}

/** The errors of an operation that has no success, or beside one. */
export const Errors = (...errors: number[]) =>
  applyDecorators(...errors.map((error) => ApiResponse({ status: error, description: DESCRIPTIONS[error], type: ErrorResponse })));

/** The same of an operation that answers a file: whole, a part of it, that it is known already, or that there is no such part. */
export function FileAnswers(...errors: number[]) {
  const content = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
  return applyDecorators(
    ApiResponse({ status: 200, description: 'Ok', content }),
    ApiResponse({ status: 206, description: 'Partial content', content }),
    ApiResponse({ status: 304, description: 'Not modified' }),
    ApiResponse({ status: 416, description: 'Range not satisfiable' }),
    Errors(...errors),
  );
}
