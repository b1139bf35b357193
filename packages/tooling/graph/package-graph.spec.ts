import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

/** Reading all imports takes long where several builds share the machine. */
const SLOW = 120_000;

describe('the package graph in README.md', () => {
  it('is current', async () => {
    const { stderr } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'generate.mjs'), '--check']).catch((error: { stderr: string }) => error);
    expect(stderr).toBe('');
  }, SLOW);
});
