import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readOpenApi, type OpenApiDocument, type SchemaObject } from './document.js';
import { ResponseSchemas } from './json-schema.js';
import { operationsOf, type Operation } from './operations.js';
import { sentBy, type Sent } from './sent.js';

/** One answer of the API, as it came over the wire. */
export interface Exchange {
  readonly method: string;
  /** The path of the request, with or without a query. */
  readonly path: string;
  readonly status: number;
  /** The parsed body. */
  readonly body: unknown;
}

export interface ValidatorOptions {
  /** The schema of errors with a status that the document leaves out (the reference names few); without it they are faults. */
  readonly otherErrors?: string;
  /** Whether this exchange may end with such an error; any from 400 on unless it says so. `operation` is its id, where there is one. */
  readonly other?: (exchange: Exchange, operation: string | undefined) => boolean;
}

const pathPattern = (template: string): RegExp =>
  new RegExp(`^${template.split(/\{[^}]+\}/).map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)).join('[^/]+')}$`);

/** Whether a fault only says that another one, which is told too, lies below: a form that failed, and a property that no form that failed could list. */
function followsFrom({ keyword, instancePath }: ErrorObject, errors: readonly ErrorObject[]): boolean {
  return keyword === 'if' || (keyword === 'unevaluatedProperties' && errors.some((other) => other.instancePath.startsWith(`${instancePath}/`)));
}

/** Checks answers and webhook events against one OpenAPI document. Schemas are compiled when they are first needed. */
export class OpenApiValidator {
  private readonly ajv: Ajv2020;
  private readonly schemas: ResponseSchemas;
  private readonly routes: readonly { readonly operation: Operation; readonly pattern: RegExp }[];
  private readonly compiled = new Map<string, ValidateFunction>();
  private sent: Sent | undefined;

  constructor(
    private readonly document: OpenApiDocument,
    private readonly options: ValidatorOptions = {},
  ) {
    this.schemas = new ResponseSchemas(document);
    this.ajv = new Ajv2020({ strict: false, allErrors: true });
    (addFormats as unknown as (ajv: Ajv2020) => void)(this.ajv);
    this.ajv.addSchema({ $id: 'document', $defs: this.schemas.definitions() });
    this.routes = operationsOf(document)
      .map((operation) => ({ operation, pattern: pathPattern(operation.path) }))
      // A fixed step wins over a parameter, as in the router.
      .sort((a, b) => a.operation.path.split('{').length - b.operation.path.split('{').length);
  }

  static read(file: string, options?: ValidatorOptions): OpenApiValidator {
    return new OpenApiValidator(readOpenApi(file), options);
  }

  /** What is wrong with an answer; an empty list when nothing is. */
  faults(exchange: Exchange): string[] {
    const { method, path, status, body } = exchange;
    const [plain = path] = path.split('?');
    const route = this.routes.find(({ operation, pattern }) => operation.method === method.toLowerCase() && pattern.test(plain));
    const what = `${route?.operation.id ?? `${method} ${plain}`} ${status}`;
    const schema = route?.operation.responses[status] ?? this.otherError(exchange, route?.operation.id);
    if (schema === undefined) return [`${what}: not in the document`];
    return this.check(what, schema, body);
  }

  /** What is wrong with a request to a webhook: with the envelope, and with each event by the schema that `x-webhooks` lists for its type. */
  envelopeFaults(envelope: unknown): string[] {
    this.sent ??= sentBy(this.document);
    const { events } = this.sent;
    const ofEvent = (event: { readonly type?: string } | null): string[] => {
      const type = String(event?.type);
      const schema = events.get(type);
      return schema === undefined ? [`${type}: not in the document`] : this.check(type, schema, event);
    };
    const inside = (envelope as { readonly events?: unknown } | undefined)?.events;
    return [...this.check('EventWebhooks', this.sent.envelope, envelope), ...(Array.isArray(inside) ? inside.flatMap(ofEvent) : ['EventWebhooks: no events'])];
  }

  private otherError(exchange: Exchange, operation: string | undefined): SchemaObject | undefined {
    const { otherErrors, other } = this.options;
    const may = other?.(exchange, operation) ?? true;
    return otherErrors === undefined || exchange.status < 400 || !may ? undefined : { $ref: `#/components/schemas/${otherErrors}` };
  }

  private check(what: string, schema: SchemaObject, body: unknown): string[] {
    let validate = this.compiled.get(what);
    if (validate === undefined) {
      validate = this.ajv.compile({ ...this.absolute(this.schemas.closed(schema)) });
      this.compiled.set(what, validate);
    }
    if (validate(body)) return [];
    const errors = validate.errors ?? [];
    return errors.filter((error) => !followsFrom(error, errors)).map(
      ({ instancePath, message, params }) => `${what} ${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`,
    );
  }

  /** The same schema outside of the document's own file. */
  private absolute(schema: object): object {
    return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"document#/')) as object;
  }
}
