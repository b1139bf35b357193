/** Every code a caller can meet in `errors[].code`. The API maps each to one HTTP status; its type makes that map complete. */
export const ERROR_CODES = [
  'bad_request',
  'too_many_switchboard_integrations',
  'unauthorized',
  'payment_required',
  'forbidden',
  'not_found',
  'app_not_found',
  'user_not_found',
  'conversation_not_found',
  'client_not_found',
  'device_not_found',
  'integration_not_found',
  'switchboard_not_found',
  'switchboard_integration_not_found',
  'conflict',
  'legal_hold',
  'payload_too_large',
  'unsupported_media_type',
  'unprocessable_entity',
  'locked',
  'too_many_requests',
  'internal_error',
  'audit_unavailable',
  'service_unavailable',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * An error the caller may see: a stable code, and a title that names the field.
 * The title never repeats a value the caller sent; it may be logged.
 */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly title: string,
    options?: ErrorOptions,
  ) {
    super(title, options);
    this.name = 'AppError';
  }
}

/** Several faults of one request; only a 400 may carry more than one (openapi.yaml, Errors). */
export class BadRequestErrors extends AppError {
  constructor(readonly titles: readonly string[]) {
    super('bad_request', titles[0] ?? 'Invalid request');
    this.name = 'BadRequestErrors';
  }
}
