import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Stops } from '../stage/stops.js';

/** What the emulator has of a request. */
interface Logged {
  readonly method: string;
  readonly account?: string;
  readonly asked: unknown;
  readonly problems: readonly string[];
}

/** Where a bot has its updates sent, and with which secret. */
export interface Hook {
  readonly url: string;
  readonly secret: string;
}

/** Telegram, as the specs' emulator plays it: every request is held to the Bot API's schemas. */
export interface Vendor {
  readonly url: string;
  /** By the bots' tokens. */
  hooks(): Promise<ReadonlyMap<string, Hook>>;
  /** What was wrong with requests, each once. */
  problems(): Promise<readonly string[]>;
}

/** From bench/dist/channels. It is no package: specs alone use it, and it is run from its source. */
const [LOADER, MAIN] = ['tooling/jest/native/register.mjs', 'integrations/test/emulator/main.ts'].map((path) => fileURLToPath(new URL(`../../../packages/${path}`, import.meta.url)));

/** Starts the emulator as a process of its own. */
export async function startVendor(stops: Stops): Promise<Vendor> {
  const child = spawn(process.execPath, ['--import', LOADER ?? '', MAIN ?? '', 'telegram'], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  stops.add('the vendor', async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.stdin.end();
    await once(child, 'exit');
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the emulator did not start')));
  const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
  ended.catch(() => undefined);
  const url = line.toString().trim();
  const log = async (): Promise<readonly Logged[]> => (await (await fetch(`${url}/control/log`, { method: 'POST' })).json()) as readonly Logged[];
  return {
    url,
    hooks: async () => new Map((await log()).flatMap(({ method, account, asked }) => {
      const { url: to, secret_token: secret } = asked as { readonly url: string; readonly secret_token: string };
      return method === 'setWebhook' && account !== undefined ? [[account, { url: to, secret }]] : [];
    })),
    problems: async () => [...new Set((await log()).flatMap(({ problems }) => problems))],
  };
}
