import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort, testAuditFiles, testKeySettings } from '@parley/testing';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const WORKER = join(import.meta.dirname, '../../../worker/dist/main.js');

/** The API, or a worker, as a process of its own. */
export interface ApiProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly metricsUrl: string;
  /** Its log lines so far, parsed. */
  readonly lines: Record<string, unknown>[];
  /** Its exit code and what it said on stderr. */
  readonly ended: Promise<{ code: number | null; stderr: string }>;
  /** Resolves when it has logged this message. */
  logged(message: string): Promise<void>;
}

/** Spawns a worker, which may deliver to loopback; it logs `working` when it does. */
export const spawnWorker = async (env: Record<string, string> & { readonly DATABASE_URL: string }): Promise<ApiProcess> =>
  spawnApi({ ...testAuditFiles(env.DATABASE_URL), PARLEY_EGRESS_ALLOW: '127.0.0.0/8', PARLEY_WORKER_METRICS_PORT: String(await freePort()), ...env }, WORKER);

/** Spawns it; with the specs' key file and no other settings than these. */
export async function spawnApi(env: Record<string, string>, main = MAIN): Promise<ApiProcess> {
  const [port, metricsPort] = [env.PARLEY_PORT ?? String(await freePort()), env.PARLEY_METRICS_PORT ?? String(await freePort())];
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, PARLEY_PORT: port, PARLEY_METRICS_PORT: metricsPort, ...testKeySettings(), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { stdout, stderr: errors } = child;
  if (!stdout || !errors) throw new Error('spawned without pipes');
  const lines: Record<string, unknown>[] = [];
  let rest = '';
  stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + String(chunk)).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.map((line) => JSON.parse(line) as Record<string, unknown>));
    child.emit('log');
  });
  let stderr = '';
  errors.on('data', (chunk: Buffer) => (stderr += String(chunk)));
  // Not `close`: it does not come once the channel was disconnected from our side.
  const ended = Promise.all([once(child, 'exit'), once(stdout, 'end'), once(errors, 'end')]).then(([[code]]) => ({
    code: code as number | null,
    stderr,
  }));
  return {
    child, lines, ended,
    url: `http://127.0.0.1:${port}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}`,
    logged: async (message) => {
      const died = ended.then(({ code }) => Promise.reject(new Error(lastWords(message, code, lines, stderr))));
      // Also when nobody waits for it any more.
      died.catch(() => undefined);
      while (!lines.some(({ msg }) => msg === message)) await Promise.race([once(child, 'log'), died]);
    },
  };
}

const LAST_LINES = 10;

/** Why a process never logged what was waited for: how it ended, its last lines and what it said on stderr. */
const lastWords = (message: string, code: number | null, lines: readonly object[], stderr: string): string =>
  [`It ended (${code ?? 'by a signal'}) before it logged "${message}":`, ...lines.slice(-LAST_LINES).map((line) => JSON.stringify(line)), stderr].join('\n');
