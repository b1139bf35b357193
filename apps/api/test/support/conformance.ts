import { join } from 'node:path';
import { errorFaults, OpenApiValidator } from '@parley/testing';

/** What any operation may answer; others must stand in the document with theirs. A 500 may not be at all. */
const ANY = [400, 401, 403, 404, 408, 413, 414, 415, 422, 431, 503];

const ours = OpenApiValidator.read(join(import.meta.dirname, '../../openapi.json'), { otherErrors: 'errorResponse', otherStatuses: ANY });

/** For orchestrators and people: not part of the API that the document describes. */
const OUTSIDE = /^\/(?:health|docs|openapi\.json)(?:\/|$)/;

/** An answer as it came, and what was asked: `target` is the request target as it was sent. */
export interface Heard {
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly text: string;
}

/** Rejects an answer of the API that breaks its own OpenAPI document (apps/api/openapi.json), errors included. */
export function assertConforms({ method, target, status, text }: Heard): void {
  const path = target.replace(/^https?:\/\/[^/]*/, '').replace(/[?#].*$/s, '');
  if (OUTSIDE.test(path) && status !== 404) return;
  const exchange = { method, path, status, body: parsed(text) };
  const faults = [...ours.faults(exchange), ...errorFaults(exchange)];
  if (faults.length > 0) throw new Error(`The answer breaks apps/api/openapi.json:\n${faults.join('\n')}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
