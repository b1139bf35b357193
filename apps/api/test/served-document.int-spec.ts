import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApi, type RunningApi } from './support/running-api.js';

describe('The API’s description, as it is served, without credentials', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  it('/openapi.json is the committed document', async () => {
    const response = await fetch(`${api.url}/openapi.json`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^application\/json/)]);
    expect(await response.json()).toEqual(JSON.parse(readFileSync(join(import.meta.dirname, '../openapi.json'), 'utf8')));
  });

  it.each(['/docs', '/docs/'])('%s is a page about it, made of files of this API only', async (path) => {
    const response = await fetch(api.url + path);
    const page = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    expect(page).toContain('<title>Parley API</title>');
    const files = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => new URL(file, response.url));
    expect(files.map(({ pathname }) => pathname)).toEqual(expect.arrayContaining([expect.stringMatching(/\.css$/), expect.stringMatching(/bundle\.js$/)]));
    expect([...new Set(files.map(({ origin }) => origin))]).toEqual([api.url]);
    for (const file of files) {
      const answer = await fetch(file);
      await answer.arrayBuffer();
      expect({ file: file.pathname, status: answer.status, type: answer.headers.get('content-type') }).toEqual({ file: file.pathname, status: 200, type: expect.not.stringMatching(/html|json/) });
    }
  });
});
