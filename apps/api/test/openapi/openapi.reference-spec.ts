import { beforeAll, describe, expect, it } from '@jest/globals';
import { ACCEPTED, compareOpenApi, judgeDifferences, operationsOf, OWN_DOCUMENT, readOpenApi, referenceDocument, type OpenApiDocument } from '@parley/testing';

/** Runs where the reference lies beside the checkout, and in CI always: there its absence is a failure (jest.config.mjs). */
describe('Our OpenAPI document beside the reference (../shared/spec/openapi.yaml)', () => {
  let reference: OpenApiDocument;
  let ours: OpenApiDocument;
  const ids = (document: OpenApiDocument) => operationsOf(document).map(({ id }) => id);

  beforeAll(() => {
    reference = readOpenApi(referenceDocument() ?? '');
    ours = readOpenApi(OWN_DOCUMENT);
  });

  it('has every operation of the reference', () => {
    expect(ids(reference).filter((id) => !ids(ours).includes(id))).toEqual([]);
  });

  it('has no operation below /v2 that the reference lacks', () => {
    const added = operationsOf(ours).filter(({ id, path }) => path.startsWith('/v2/') && !ids(reference).includes(id));
    expect(added.map(({ id }) => id)).toEqual([]);
  });

  it('differs from it only where a reason says so, property by property', () => {
    const compared = ids(reference);
    const { unexplained, stale } = judgeDifferences(compareOpenApi(reference, ours, compared), ACCEPTED);
    expect({ unexplained, stale }).toEqual({ unexplained: [], stale: [] });
    expect(compared.length).toBeGreaterThanOrEqual(40);
  });

  it('gives a reason for every accepted difference', () => {
    expect(ACCEPTED.filter(({ reason }) => reason.length < 10)).toEqual([]);
  });
});
