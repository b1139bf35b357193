import type { Exchange } from '../openapi/response-validator.js';

interface IntegrationsBody {
  readonly integration?: { readonly type?: unknown };
  readonly integrations?: readonly { readonly type?: unknown }[];
}

/** The types of integration that the reference does not know (docs/decisions/0150): of them it can say nothing, and our own document says it all. */
const OWN: readonly unknown[] = ['email'];

/** An answer without the integrations of such a type. */
export function withoutOwnTypes(exchange: Exchange): Exchange {
  const body = (exchange.body ?? {}) as IntegrationsBody;
  if (OWN.includes(body.integration?.type)) return { ...exchange, body: {} };
  if (!Array.isArray(body.integrations)) return exchange;
  return { ...exchange, body: { ...body, integrations: body.integrations.filter(({ type }) => !OWN.includes(type)) } };
}
