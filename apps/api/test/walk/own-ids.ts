import { OWN_DOCUMENT, readOpenApi, type OpenApiDocument, type Operation } from '@parley/testing';

type Schema = Readonly<Record<string, unknown>>;

/** Names of what is ours, wherever in a request it stands. */
const OURS = /^(?:app|user|conversation|message|integration|webhook|key|switchboard|switchboardIntegration|participant|serviceAccount|defaultResponder|defaultSwitchboardIntegration|nextSwitchboardIntegration)Id$|^(?:userIdOrExternalId|userExternalId|externalId|switchboardIntegration|mediaUrl)$/;
const document: OpenApiDocument = readOpenApi(OWN_DOCUMENT);

/** The names under which an operation takes what belongs to a tenant, in its path, query and body. */
export function ownIdsOf({ parameters, request }: Operation): string[] {
  const names = new Set<string>();
  for (const { name, schema } of parameters) {
    names.add(name);
    gather(schema, names, []);
  }
  gather(request, names, []);
  return [...names].filter((name) => OURS.test(name));
}

function gather(value: unknown, names: Set<string>, seen: readonly string[]): void {
  if (typeof value !== 'object' || value === null) return;
  const { $ref, properties, readOnly } = value as Schema;
  if (readOnly === true) return;
  if (typeof $ref === 'string') {
    if (!seen.includes($ref)) gather(document.components?.schemas?.[$ref.slice($ref.lastIndexOf('/') + 1)], names, [...seen, $ref]);
    return;
  }
  for (const [name, { readOnly: isShown }] of Object.entries((properties ?? {}) as Record<string, Schema>)) if (isShown !== true) names.add(name);
  for (const [key, inner] of Object.entries(value)) if (key !== 'example') gather(inner, names, seen);
}
