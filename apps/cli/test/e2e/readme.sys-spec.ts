import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { webhookTarget, type WebhookTarget } from '@parley/testing';
import { RunningParley } from './support/running-parley.js';

const README = readFileSync(join(import.meta.dirname, '../../../../README.md'), 'utf8');

/** The README's code in one language that says it is tried here. */
const block = (language: string): string => {
  const text = README.split('<!-- tried by apps/cli/test/e2e/readme.sys-spec.ts -->\n```').find((part) => part.startsWith(`${language}\n`));
  return text?.slice(language.length + 1).split('```')[0] ?? '';
};

/** A reader's checkout: what they type finds `.parley/` and the installed client. */
describe('the first five minutes of README.md', () => {
  let parley: RunningParley;
  let target: WebhookTarget;
  let folder: string;
  beforeAll(async () => {
    [parley, target] = await Promise.all([RunningParley.start(), webhookTarget()]);
    folder = mkdtempSync(join(tmpdir(), 'parley-readme-'));
    symlinkSync(parley.dataDir, join(folder, '.parley'));
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
  }, 120_000);
  afterAll(async () => {
    await Promise.all([parley.dispose(), target.close()]);
    rmSync(folder, { recursive: true });
  });

  const run = (program: string, args: string[]) => promisify(execFile)(program, args, { cwd: folder });

  it('the line that npm start says to paste lists the apps', async () => {
    await parley.said('Paste this');
    const [, line = ''] = /Paste this +(.*)\n/.exec(parley.output()) ?? [];
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', `${line} -w ' %{http_code}'`]);
    expect(stdout).toMatch(/^\{"apps":\[\],.*\} 200$/);
  }, 60_000);

  it('by curl: the message is listed and delivered', async () => {
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', block('bash').replace('http://localhost:9000', target.url)]);
    expect(stdout).toMatch(/"messages":\[\{.*Hello Ada.*\}\]/);
    const [delivered] = await target.until(({ length }) => length > 0);
    expect(JSON.stringify(delivered?.body)).toContain('Hello Ada');
  }, 60_000);

  it('by the official client: the message is listed', async () => {
    writeFileSync(join(folder, 'minutes.cjs'), block('js'));
    expect((await run(process.execPath, ['minutes.cjs'])).stdout).toBe("[ 'Hello Ada' ]\n");
  }, 60_000);
});
