import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chromium, type Browser } from 'playwright-core';
import { RunningParley } from './support/running-parley.js';

/** A browser in a container: no sandbox of its own, and no traffic of its own. */
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

describe('/docs in chromium', () => {
  let parley: RunningParley;
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-docs-'));
    parley = await RunningParley.start();
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await parley.dispose();
    rmSync(folder, { recursive: true });
  });

  it('shows every operation, from our own files only, under the API’s own name', async () => {
    const page = await browser.newPage();
    const [problems, origins] = [[] as string[], new Set<string>()];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('response', (response) => {
      if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
    });
    page.on('request', (request) => origins.add(new URL(request.url()).origin));
    await page.goto(`${parley.baseUrl}/docs`);
    await page.waitForSelector('.opblock');
    const document = (await (await fetch(`${parley.baseUrl}/openapi.json`)).json()) as { paths: Record<string, object> };
    const operations = Object.values(document.paths).flatMap((path) => Object.keys(path)).length;
    expect(operations).toBeGreaterThan(30);
    expect(await page.locator('.opblock').count()).toBe(operations);
    expect({ problems, origins: [...origins].filter((origin) => origin !== 'data:' && origin !== 'null') }).toEqual({ problems: [], origins: [parley.baseUrl] });
    expect(await page.title()).toBe('Parley API');
    expect(await page.locator('.info .title').innerText()).toContain('Parley API');
    expect(await page.locator('.topbar').count()).toBe(0);
    const screenshot = join(folder, 'docs.png');
    await page.screenshot({ path: screenshot });
    expect(statSync(screenshot).size).toBeGreaterThan(10_000);
  }, 60_000);
});
