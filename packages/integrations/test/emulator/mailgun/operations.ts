import { listOf, type Form } from './form.js';
import type { Hooks, Route } from './hooks.js';
import { exampleOf, type Called, type Json } from './openapi.js';

/** A request that is right. */
export interface RightCall extends Called {
  readonly query: URLSearchParams;
  readonly form: Form;
}

/** What Mailgun answers it, and what happens then. */
export interface Outcome {
  readonly status: number;
  readonly answer: unknown;
  readonly take?: () => void;
}

type Answering = (call: RightCall, hooks: Hooks) => Outcome;

const example = ({ operation }: RightCall): Json => exampleOf(operation, '200') as Json;
const routeId = ({ params }: RightCall): string => params['id'] ?? '';
const domain = ({ params }: RightCall): string => params['domain'] ?? '';
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const WEBHOOKS = '/v4/domains/{domain}/webhooks';

/** What the schema of a domain wants, and its example lacks. */
const NOT_IN_THE_EXAMPLE = { is_disabled: false, skip_verification: false, wildcard: false, encrypt_incoming_message: false, message_ttl: 259_200 };

/** Operations with an answer of their own, by their names; the others have the description's example. */
const ANSWERS: Readonly<Record<string, Answering>> = {
  'post /v3/{domain_name}/messages': (call) => ({ status: 200, answer: { ...example(call), ...(call.form['h:Message-Id'] !== undefined && { id: call.form['h:Message-Id'] }) } }),
  'get /v4/domains/{name}': (call) => ({ status: 200, answer: { ...example(call), domain: { ...(example(call)['domain'] as Json), name: call.params['name'], ...NOT_IN_THE_EXAMPLE } } }),
  'post /v3/routes': (call, hooks) => written(call, hooks, hooks.routeId()),
  'put /v3/routes/{id}': existing((call, hooks) => written(call, hooks, routeId(call))),
  'delete /v3/routes/{id}': existing((call, hooks) => ({ status: 200, answer: { ...example(call), id: routeId(call) }, take: () => void hooks.routes.delete(routeId(call)) })),
  [`post ${WEBHOOKS}`]: (call, hooks) => {
    const [url, types, there] = [text(call.form['url']), listOf(call.form['event_types']), hooks.webhooksOf(domain(call))];
    const doubled = types.find((type) => there.get(url)?.includes(type));
    if (doubled !== undefined) return { status: 400, answer: { Reason: `Webhook for event type '${doubled}' with URL '${url}' already exists` } };
    return { status: 200, answer: example(call), take: () => void there.set(url, [...(there.get(url) ?? []), ...types]) };
  },
  [`put ${WEBHOOKS}`]: (call, hooks) => {
    const [url, there] = [text(call.form['url']), hooks.webhooksOf(domain(call))];
    if (!there.has(url)) return { status: 404, answer: { message: 'Webhook not found' } };
    return { status: 200, answer: example(call), take: () => void there.set(url, listOf(call.form['event_types'])) };
  },
  [`delete ${WEBHOOKS}`]: (call, hooks) => {
    const [urls, there] = [(call.query.get('url') ?? '').split(','), hooks.webhooksOf(domain(call))];
    if (!urls.some((url) => there.has(url))) return { status: 404, answer: { message: 'Webhook not found' } };
    return { status: 200, answer: example(call), take: () => urls.forEach((url) => there.delete(url)) };
  },
};

/** A route as it is from now on. */
function written(call: RightCall, { routes }: Hooks, id: string): Outcome {
  const before = routes.get(id);
  const route: Route = { expression: text(call.form['expression']) || (before?.expression ?? ''), actions: call.form['action'] === undefined ? (before?.actions ?? []) : listOf(call.form['action']) };
  return { status: 200, answer: { ...example(call), route: { ...(example(call)['route'] as Json), id, ...route } }, take: () => void routes.set(id, route) };
}

function existing(answering: Answering): Answering {
  return (call, hooks) => (hooks.routes.has(routeId(call)) ? answering(call, hooks) : { status: 404, answer: { message: 'Route not found' } });
}

/** Mailgun's answer to a request that is right. Nothing has happened yet. */
export const outcomeOf: Answering = (call, hooks) => ANSWERS[call.name]?.(call, hooks) ?? { status: 200, answer: example(call) };
