/** Why an outgoing request did not end well. Stable: stored with deliveries, counted in metrics. */
export type EgressErrorCode =
  | 'bad_target'
  | 'refused_address'
  | 'name_not_resolved'
  | 'connect_failed'
  | 'tls_failed'
  | 'timeout'
  | 'too_large'
  | 'broken_answer'
  | 'aborted';

/** A failed outgoing request. Carries no byte of the answer and no part of the target's URL. */
export class EgressError extends Error {
  /** Whether any of the request may have reached the target. Of a request that had not it may be repeated without a second effect. */
  readonly reached: boolean;

  constructor(
    readonly code: EgressErrorCode,
    /** The answer's status, when its head had arrived before it failed. */
    readonly status?: number,
    options?: ErrorOptions & { readonly reached?: boolean },
  ) {
    super(`outgoing request failed: ${code}`, options);
    this.name = 'EgressError';
    this.reached = options?.reached ?? true;
  }
}

const CONNECT_CODES = new Set(['ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT']);
const TLS_CODES = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME_MISMATCH)/;

/** The coded form of what a socket, a TLS session or undici threw. */
export function toEgressError(error: unknown, status?: number, reached = true): EgressError {
  if (error instanceof EgressError) return error;
  const { name, code = '', cause } = error as { name?: string; code?: string; cause?: unknown };
  if (cause instanceof EgressError) return cause;
  if (name === 'TimeoutError' || /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(code)) return new EgressError('timeout', status, { reached });
  if (name === 'AbortError') return new EgressError('aborted', status, { reached });
  if (CONNECT_CODES.has(code) || name === 'AggregateError') return new EgressError('connect_failed', status, { reached: false });
  return new EgressError(TLS_CODES.test(code) ? 'tls_failed' : 'broken_answer', status, { reached });
}
