import type { ErrorCode } from '@parley/kernel';

/** The HTTP status of each code; its type makes it complete. */
export const ERROR_STATUS: Record<ErrorCode, number> = {
  bad_request: 400,
  too_many_switchboard_integrations: 400,
  unauthorized: 401,
  payment_required: 402,
  forbidden: 403,
  not_found: 404,
  app_not_found: 404,
  user_not_found: 404,
  conversation_not_found: 404,
  client_not_found: 404,
  device_not_found: 404,
  integration_not_found: 404,
  switchboard_not_found: 404,
  switchboard_integration_not_found: 404,
  conflict: 409,
  legal_hold: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  unprocessable_entity: 422,
  locked: 423,
  too_many_requests: 429,
  internal_error: 500,
  audit_unavailable: 503,
  service_unavailable: 503,
};
