import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { operationsOf, OWN_DOCUMENT, readOpenApi, type Operation } from '@parley/testing';
import { renderDocument } from '../src/openapi/render.js';

it('apps/api/openapi.json is what the code says: else run `node apps/api/dist/openapi/write.js`', async () => {
  const committed = readFileSync(OWN_DOCUMENT, 'utf8');
  expect(JSON.parse(committed)).toEqual(JSON.parse(await renderDocument()));
  expect(committed).toBe(await renderDocument());
});

const without = (status: number, faulty: (operation: Operation) => boolean) =>
  operationsOf(readOpenApi(OWN_DOCUMENT)).filter((operation) => faulty(operation) && !(status in operation.responses)).map(({ id }) => id);

it('documents 404 with every operation that names something in its path: it may not be there', () => {
  expect(without(404, ({ parameters }) => parameters.some((parameter) => parameter.in === 'path'))).toEqual([]);
});

it('documents 400 with every operation that takes a body or a query: either may be faulty', () => {
  expect(without(400, ({ request, parameters }) => request !== undefined || parameters.some((parameter) => parameter.in === 'query'))).toEqual([]);
});

it('documents `page` with every operation whose answer is a page, and with no other', () => {
  const document = readOpenApi(OWN_DOCUMENT);
  const pages = Object.entries(document.components?.schemas ?? {}).filter(([, { properties }]) => properties?.meta && properties.links).map(([name]) => `#/components/schemas/${name}`);
  const operations = operationsOf(document);
  const paged = operations.filter(({ responses }) => pages.includes(responses[200]?.$ref ?? ''));
  const takePage = operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'page'));
  expect(takePage.map(({ id }) => id)).toEqual(paged.map(({ id }) => id));
  expect(paged.length).toBeGreaterThanOrEqual(6);
});
