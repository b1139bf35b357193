import type { FastifyInstance } from 'fastify';

/**
 * Answers OPTIONS of every route with the methods that it has (RFC 9110 §9.3.7). No CORS headers: credentials of businesses
 * never belong into a browser, and a preflight without them is a refusal (semantics.md 1).
 */
export function answerOptions(fastify: FastifyInstance): void {
  const methods = new Map<string, Set<string>>();
  fastify.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url);
    const all = known ?? new Set(['OPTIONS']);
    [method].flat().forEach((each) => all.add(each));
    if (known !== undefined || url === '*') return;
    methods.set(url, all);
    fastify.options(url, (_request, reply) => reply.code(204).header('allow', [...all].toSorted().join(', ')).send());
  });
}
