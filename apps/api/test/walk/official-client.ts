import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import type { Heard } from '../support/conformance.js';
import type { Ask } from './ask.js';

type Method = (...given: unknown[]) => Promise<unknown>;
type Api = Readonly<Record<string, Method>>;
/** The parts of sunshine-conversations-client that are used here; it brings no types of its own. */
interface Client {
  basePath: string;
  readonly authentications: { readonly basicAuth: { username?: string; password?: string } };
  /** Each sees superagent's request. */
  plugins: ((request: { readonly method: string; readonly url: string; on(event: 'response', listener: (response: { readonly status: number; readonly text: string }) => void): void }) => void)[] | null;
}
const library = createRequire(import.meta.url)('sunshine-conversations-client') as Readonly<Record<string, new (client?: Client) => Api>>;

/** The methods of the unmodified client by their names, each with the class it is of: all that its API classes have but the variants that answer the response too. */
export const METHODS: ReadonlyMap<string, new (client?: Client) => Api> = new Map(
  Object.entries(library).filter(([name]) => name.endsWith('Api')).flatMap(([, api]) =>
    Object.getOwnPropertyNames(api.prototype).filter((name) => name !== 'constructor' && !name.endsWith('WithHttpInfo')).map((name) => [name, api] as const)),
);

/** What came of a call: the model that the client made of the answer (nothing where it rejected), and the answer as it was sent. */
export interface Called {
  readonly model: unknown;
  readonly heard: Heard;
}

/** Calls one method. `authorization` is Basic; `file` is read where the method takes one. */
export async function callMethod(url: string, name: string, given: { readonly ask: Ask; readonly appId: string; readonly authorization?: string; readonly file?: () => Readable }): Promise<Called> {
  const client = new (library as unknown as { ApiClient: new () => Client }).ApiClient();
  client.basePath = url;
  const [username, password] = Buffer.from((given.authorization ?? '').replace(/^Basic /, ''), 'base64').toString().split(':');
  Object.assign(client.authentications.basicAuth, { username, password });
  let heard: Heard | undefined;
  client.plugins = [(request) => request.on('response', ({ status, text }) => (heard = { method: request.method, target: request.url, status, text }))];
  const Class = METHODS.get(name);
  if (Class === undefined) throw new Error(`The client has no ${name}`);
  const api = new Class(client);
  const method = api[name] as Method;
  // It rejects with a plain object, and with what it throws itself where a parameter is missing.
  const model = await method.apply(api, argumentsOf(method, given)).catch((error: unknown) => {
    if (heard === undefined) throw error;
    return undefined;
  });
  if (heard === undefined) throw new Error('Nothing was sent');
  return { model, heard };
}

/** By the names of its parameters: of the path, of the query (`opts` holds those that need not be given), a file, or else the body. */
function argumentsOf(method: Method, { ask, appId, file }: { readonly ask: Ask; readonly appId: string; readonly file?: () => Readable }): unknown[] {
  const names = (/\(([^)]*)\)/.exec(method.toString())?.[1] ?? '').split(',').map((name) => name.trim()).filter(Boolean);
  const path: Record<string, unknown> = { appId, ...ask.path };
  const query: Record<string, unknown> = Object.fromEntries(Object.entries(ask.query ?? {}).map(([name, value]) => [camel(name), value]));
  const { for: reserved, ...others } = query;
  return names.map((name) => path[name] ?? query[name] ?? (name === 'opts' ? { ...others, _for: reserved } : name === 'source' ? file?.() : ask.json));
}

const camel = (name: string): string => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
