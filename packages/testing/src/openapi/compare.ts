import type { OpenApiDocument, SchemaObject } from './document.js';
import { flatten, type Direction } from './flatten.js';
import { operationsOf, type Operation } from './operations.js';
import { spellAsForms } from './untagged.js';

/**
 * How one document's operations differ from another's, one line a difference:
 * `PostMessage response 201 messages[].id type: string, ours integer`. Descriptions, examples and defaults don't count.
 */
export function compareOpenApi(reference: OpenApiDocument, ours: OpenApiDocument, operationIds: readonly string[]): string[] {
  const find = (document: OpenApiDocument, id: string) => operationsOf(document).find((operation) => operation.id === id);
  return operationIds.flatMap((id) => {
    const [expected, actual] = [find(reference, id), find(ours, id)];
    if (expected === undefined) return [`${id}: not in the reference`];
    if (actual === undefined) return [`${id}: missing`];
    const compared = new Comparison(reference, ours, id);
    compared.operation(expected, actual);
    return compared.differences;
  });
}

class Comparison {
  readonly differences: string[] = [];

  constructor(
    private readonly reference: OpenApiDocument,
    private readonly ours: OpenApiDocument,
    private readonly id: string,
  ) {}

  operation(expected: Operation, actual: Operation): void {
    const route = ({ method, path }: Operation) => `${method} ${path}`;
    this.same('route', route(expected), route(actual));
    this.same('security', expected.security.join('; '), actual.security.join('; '));
    const keyed = ({ parameters }: Operation) => Object.fromEntries(parameters.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]));
    this.each('', keyed(expected), keyed(actual), (name, from, to) => {
      this.same(`${name} required`, from.required ?? false, to.required ?? false);
      this.schemas(name, from.schema, to.schema, 'request');
    });
    this.schemas('request', expected.request, actual.request, 'request');
    this.each('response ', expected.responses, actual.responses, (status, from, to) => {
      this.schemas(status, from, to, 'response');
    });
  }

  private schemas(at: string, from: SchemaObject | undefined, to: SchemaObject | undefined, direction: Direction): void {
    if (from === undefined || to === undefined) {
      if (from !== to) this.same(at, from && 'a schema', to && 'a schema');
      return;
    }
    const places = flatten(this.reference, from, direction);
    const ours = spellAsForms(places, flatten(this.ours, to, direction));
    this.each(`${at} `, Object.fromEntries(places), Object.fromEntries(ours), (place, expected, actual) => {
      for (const fact of new Set([...Object.keys(expected), ...Object.keys(actual)]))
        this.same(`${place.trim()} ${fact}`, expected[fact], actual[fact]);
    });
  }

  /** Pairs by name. Where one side has nothing, what lies below that place is not listed again. */
  private each<T>(prefix: string, from: Record<string, T>, to: Record<string, T>, pair: (name: string, from: T, to: T) => void): void {
    const told: string[] = [];
    for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
      if (told.some((above) => name.startsWith(above) && /^[.<[]/.test(name.slice(above.length)))) continue;
      const [expected, actual] = [from[name], to[name]];
      if (expected !== undefined && actual !== undefined) pair(`${prefix}${name}`, expected, actual);
      else if (name in from !== name in to) {
        this.differences.push(`${this.id} ${prefix}${name}: ${name in from ? 'missing' : 'not in the reference'}`);
        told.push(name);
      }
    }
  }

  private same(what: string, expected: unknown, actual: unknown): void {
    if (expected !== actual) this.differences.push(`${this.id} ${what}: ${word(expected)}, ours ${word(actual)}`);
  }
}

const word = (value: unknown): string => (value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value));
