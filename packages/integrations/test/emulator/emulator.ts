import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Scripted } from './faults.js';
import type { Logged } from './vendor.js';

const LOADER = join(import.meta.dirname, '../../../tooling/jest/native/register.mjs');

/** The vendors that channels call, in a process of its own. Every request is held to the vendor's specification, and kept. */
export class Emulator {
  private constructor(private readonly child: ChildProcessByStdio<Writable, Readable, null>, readonly url: string) {}

  static async start(): Promise<Emulator> {
    const child = spawn(process.execPath, ['--import', LOADER, join(import.meta.dirname, 'main.ts')], { stdio: ['pipe', 'pipe', 'inherit'], env: { PATH: process.env['PATH'] } });
    const [line] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => { throw new Error('the emulator did not start'); })])) as [Buffer];
    return new Emulator(child, line.toString().trim());
  }

  /** The requests so far, in their order. */
  async log(): Promise<readonly Logged[]> {
    return (await this.control('log')) as readonly Logged[];
  }

  /** Has requests go wrong that come from now on. */
  async faults(...scripted: readonly Scripted[]): Promise<void> {
    await this.control('faults', scripted);
  }

  /** Has a vendor tell what happened there; answers the status of whom it tells. Raises an error where the vendor would not say it so. */
  async tell(vendor: string, account: string, event: object): Promise<number> {
    return ((await this.control('tell', { vendor, account, event })) as { readonly status: number }).status;
  }

  /** Gives a vendor a file to be fetched from it. */
  async file(vendor: string, path: string, bytes: Buffer): Promise<void> {
    await this.control('files', { vendor, path, base64: bytes.toString('base64') });
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.stdin.end();
    await ended;
  }

  private async control(what: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}/control/${what}`, { method: 'POST', ...(body !== undefined && { body: JSON.stringify(body) }) });
    const answer = (await response.json()) as { readonly error?: string };
    if (response.status !== 200) throw new Error(answer.error);
    return answer;
  }
}
