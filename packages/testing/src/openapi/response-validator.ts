import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readOpenApi, type OpenApiDocument, type SchemaObject } from './document.js';
import { ResponseSchemas } from './json-schema.js';
import { operationsOf, type Operation } from './operations.js';

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
  /** Which statuses those are; any from 400 on unless it says so. */
  readonly otherStatuses?: readonly number[];
}

const pathPattern = (template: string): RegExp =>
  new RegExp(`^${template.split(/\{[^}]+\}/).map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)).join('[^/]+')}$`);

/** Checks answers and webhook events against one OpenAPI document. Schemas are compiled when they are first needed. */
export class OpenApiValidator {
  private readonly ajv: Ajv2020;
  private readonly schemas: ResponseSchemas;
  private readonly routes: readonly { readonly operation: Operation; readonly pattern: RegExp }[];
  private readonly compiled = new Map<string, ValidateFunction>();

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
  faults({ method, path, status, body }: Exchange): string[] {
    const [plain = path] = path.split('?');
    const route = this.routes.find(({ operation, pattern }) => operation.method === method.toLowerCase() && pattern.test(plain));
    const what = `${route?.operation.id ?? `${method} ${plain}`} ${status}`;
    const schema = route?.operation.responses[status] ?? this.otherError(status);
    if (schema === undefined) return [`${what}: not in the document`];
    return this.check(what, schema, body);
  }

  /** What is wrong with a webhook event; the schema is the component whose title is the event's type. */
  eventFaults(event: { readonly type: string }): string[] {
    const schema = Object.values(this.document.components?.schemas ?? {}).find(({ title }) => title === event.type);
    return schema === undefined ? [`${event.type}: not in the document`] : this.check(event.type, schema, event);
  }

  private otherError(status: number): SchemaObject | undefined {
    const { otherErrors, otherStatuses } = this.options;
    const may = otherStatuses?.includes(status) ?? status >= 400;
    return otherErrors === undefined || !may ? undefined : { $ref: `#/components/schemas/${otherErrors}` };
  }

  private check(what: string, schema: SchemaObject, body: unknown): string[] {
    let validate = this.compiled.get(what);
    if (validate === undefined) {
      validate = this.ajv.compile({ ...this.absolute(this.schemas.closed(schema)) });
      this.compiled.set(what, validate);
    }
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${what} ${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`,
    );
  }

  /** The same schema outside of the document's own file. */
  private absolute(schema: object): object {
    return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"document#/')) as object;
  }
}
