import { deref, type OpenApiDocument, type OperationObject, type ParameterObject, type SchemaObject } from './document.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** One operation with its references to parameters and bodies resolved; schemas stay as they are written. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly ParameterObject[];
  readonly request?: SchemaObject;
  readonly responses: Readonly<Record<string, SchemaObject | undefined>>;
  /** `basicAuth: account, app` */
  readonly security: readonly string[];
}

const json = (body: { readonly content?: Readonly<Record<string, { readonly schema?: SchemaObject }>> }): SchemaObject | undefined =>
  body.content?.['application/json']?.schema;

/** Every operation of a document, in its order. */
export function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => {
      const operation = item[method] as OperationObject;
      const shared = (item.parameters ?? []) as NonNullable<OperationObject['parameters']>;
      return {
        id: operation.operationId ?? `${method} ${path}`,
        method,
        path,
        parameters: [...shared, ...(operation.parameters ?? [])].map((parameter) => deref<ParameterObject>(document, parameter)),
        request: operation.requestBody && json(deref(document, operation.requestBody)),
        responses: Object.fromEntries(
          Object.entries(operation.responses ?? {}).map(([status, body]) => [status, json(deref(document, body))]),
        ),
        security: (operation.security ?? [])
          .flatMap((alternative) => Object.entries(alternative))
          .map(([scheme, scopes]) => `${scheme}: ${[...scopes].sort().join(', ')}`)
          .sort(),
      };
    }),
  );
}
