import { answerFaults } from '@parley/testing';

/** For orchestrators and people: not part of the API that the documents describe. */
const OUTSIDE = /^\/(?:health|docs|openapi\.json)(?:\/|$)/;

/** An answer as it came, and what was asked: `target` is the request target as it was sent. */
export interface Heard {
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly text: string;
}

/** Rejects an answer of the API that breaks its own OpenAPI document (apps/api/openapi.json), errors included, or the reference where it is there. */
export function assertConforms({ method, target, status, text }: Heard): void {
  // No operations of their own: an answer without a body, and the routing of everything below /sc.
  if ((method === 'HEAD' || method === 'OPTIONS') && text === '') return;
  const path = target.replace(/^https?:\/\/[^/]*/, '').replace(/[?#].*$/s, '').replace(/^\/sc(?=\/v2\/)/, '');
  if (OUTSIDE.test(path) && status !== 404) return;
  const faults = answerFaults({ method, path, status, body: parsed(text) });
  if (faults.length > 0) throw new Error(`The answer breaks the OpenAPI documents:\n${faults.join('\n')}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
