import { operationsOf, OWN_DOCUMENT, readOpenApi, referenceDocument, type Operation } from '@parley/testing';
import { call, type Answer } from '../support/call.js';
import { FORM, form, part } from '../support/forms.js';
import type { RunningApi } from '../support/running-api.js';
import { targetOf, type Ask } from './ask.js';
import type { KeyScope, World } from './world.js';

/** Every operation of the contract that our document has; what is ours lies below /parley. */
export const SERVED: readonly Operation[] = operationsOf(readOpenApi(OWN_DOCUMENT)).filter(({ path }) => !path.startsWith('/parley/'));

/** The statuses that an operation documents, in order. */
export const statusesOf = ({ responses }: Operation): number[] => Object.keys(responses).map(Number).toSorted((a, b) => a - b);

/** The scopes whose keys may ask it; none of an operation that asks nobody who they are. */
export const scopesOf = ({ security }: Operation): KeyScope[] => (['account', 'app', 'integration'] as const).filter((scope) => security.some((line) => line.split(/\W+/).includes(scope)));

/** Asks an operation of the API. `authorization` is of the world's key unless one is given. */
export async function perform(api: RunningApi, operation: Operation, world: World, ask: Ask, authorization?: string): Promise<Answer> {
  const { in: place = world, as = scopesOf(operation)[0], json, file, headers } = ask;
  const key = authorization ?? (as && (await place.key(as)));
  return call(`${api.url}${targetOf(operation.path, ask, place.appId)}`, {
    method: operation.method.toUpperCase(),
    authorization: key,
    ...(file === undefined ? { json, headers } : { raw: form(part(file.content, { type: file.type })), headers: FORM }),
  });
}

interface Documented {
  readonly operationId?: string;
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly examples?: { readonly default?: { readonly value?: { readonly errors?: readonly ErrorExample[] } } } }>> }>>;
}

export interface ErrorExample {
  readonly code: string;
  readonly title: string;
}

/** The error that the reference gives as the example of an operation's status, by `<operation> <status>`; nothing where the reference is not there. */
export function errorExamples(): ReadonlyMap<string, ErrorExample> {
  const file = referenceDocument();
  if (file === undefined) return new Map();
  const operations = Object.values(readOpenApi(file).paths).flatMap((item) => Object.values(item) as Documented[]);
  return new Map(operations.flatMap(({ operationId, responses }) =>
    Object.entries(responses ?? {}).flatMap(([status, { content }]): [string, ErrorExample][] => {
      const [example] = content?.['application/json']?.examples?.default?.value?.errors ?? [];
      return example === undefined ? [] : [[`${operationId} ${status}`, example]];
    })));
}
