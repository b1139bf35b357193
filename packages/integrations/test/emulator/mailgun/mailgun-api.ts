import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv } from 'ajv';

type Json = Readonly<Record<string, unknown>>;
interface Field extends Json { readonly type?: string; readonly description?: string }
interface Schema extends Json { readonly $ref?: string; readonly properties?: Readonly<Record<string, Field>>; readonly additionalProperties?: boolean }
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, { readonly examples?: { readonly Example?: { readonly value: unknown } } }>> }>>;
}

const API = JSON.parse(readFileSync(new URL('mailgun-openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};
const ajv = new Ajv({ strict: false, coerceTypes: 'array', formats: { binary: true } });

/** A request as it came, and what is wrong with it by Mailgun's description. */
export interface Asked {
  readonly call: string;
  readonly query: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string | readonly string[]>>;
  readonly problems: readonly string[];
}

interface Given { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>>; readonly breaks?: boolean }

/** Takes Mailgun's place: answers as it says it answers, and notes what it should not have been asked. */
export class MailgunApi {
  readonly asked: Asked[] = [];
  /** The next answers, instead of the description's examples; `breaks` ends the connection once the request was heard. */
  readonly next: Given[] = [];
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  private constructor(private readonly key: string) {}

  static async start(key: string): Promise<MailgunApi> {
    const api = new MailgunApi(key);
    await new Promise<void>((done) => api.server.listen(0, '127.0.0.1', done));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.url);
    const method = (request.method ?? '').toLowerCase();
    const [template, operation] = operationOf(method, url.pathname);
    const form = await formOf(request);
    const given = this.next.shift();
    const isKey = request.headers.authorization === `Basic ${Buffer.from(`api:${this.key}`).toString('base64')}`;
    this.asked.push({ call: `${method} ${url.pathname}`, query: Object.fromEntries(url.searchParams), form, problems: operation ? problems(operation, request, url, form) : [`there is no ${method} ${url.pathname}`] });
    if (given?.breaks) return void request.socket.destroy();
    if (given) return void response.writeHead(given.status, given.headers).end(given.body);
    if (!isKey) return void response.writeHead(401).end('Forbidden');
    const [example] = Object.values(operation?.responses['200']?.content ?? {});
    if (!template || !example) return void response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"not found"}');
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(example.examples?.Example?.value ?? {}));
  }
}

function operationOf(method: string, path: string): readonly [string?, Operation?] {
  const [template] = Object.keys(API.paths).filter((each) => new RegExp(`^${each.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
  return [template, API.paths[template ?? '']?.[method]];
}

async function formOf(request: IncomingMessage): Promise<Asked['form']> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (chunks.length === 0) return {};
  const form = await new Response(new Uint8Array(Buffer.concat(chunks)), { headers: { 'content-type': request.headers['content-type'] ?? '' } }).formData();
  return Object.fromEntries([...new Set(form.keys())].map((name) => [name, valuesOf(form, name)]));
}

function valuesOf(form: FormData, name: string): string | readonly string[] {
  const values = form.getAll(name).map((value) => (typeof value === 'string' ? value : value.name));
  return values.length === 1 ? (values[0] ?? '') : values;
}

function problems({ parameters = [], requestBody }: Operation, request: IncomingMessage, url: URL, form: Asked['form']): readonly string[] {
  const described = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const found = [...url.searchParams.keys()].filter((name) => !described.includes(name)).map((name) => `the query has ${name}`);
  const missing = parameters.filter((parameter) => parameter.in === 'query' && parameter.required && !url.searchParams.has(parameter.name)).map(({ name }) => `the query has no ${name}`);
  if (!requestBody) return [...found, ...missing, ...Object.keys(form).map((name) => `there is no body, and no ${name}`)];
  const type = request.headers['content-type']?.split(';', 1)[0] ?? 'none';
  const body = requestBody.content[type];
  if (!body) return [...found, `a body of type ${type}`];
  const schema = resolved(body.schema);
  const validate = ajv.compile({ ...schema, properties: Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, several(field)])), additionalProperties: false,
    ...(schema.additionalProperties === true && { patternProperties: { '^[hvo]:[\\w-]+$': { type: 'string' } } }) });
  return validate(structuredClone(form)) ? [...found, ...missing] : (validate.errors ?? []).map(({ instancePath, message = '', params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`);
}

const several = (field: Field): Json => (/multiple times/i.test(field.description ?? '') ? { anyOf: [field, { type: 'array', items: { type: 'string' } }] } : field);

const resolved = (schema: Schema): Schema => (schema.$ref === undefined ? schema : (API.components.schemas[schema.$ref.replace('#/components/schemas/', '')] ?? schema));
