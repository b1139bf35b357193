import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort, testAuditFiles, testKeySettings } from '@parley/testing';

const MAIN = fileURLToPath(new URL('main.js', import.meta.resolve('@parley/worker')));

/** The worker app as a process of its own. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  readonly metricsUrl: string;
  /** Everything it has written. */
  output(): string;
  /** Sends a signal; answers the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | string>;
}

/** Starts it, and waits until it works. */
export async function startWorker(databaseUrl: string, settings: Record<string, string> = {}): Promise<WorkerProcess> {
  const port = await freePort();
  let output = '';
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, PARLEY_WORKER_METRICS_PORT: String(port), PARLEY_EGRESS_ALLOW: '127.0.0.0/8', ...testKeySettings(), ...testAuditFiles(databaseUrl), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('"msg":"working"')) resolve();
      });
    void ended.then((how) => reject(new Error(`The worker ended (${how}): ${output}`)));
  });
  return {
    child,
    metricsUrl: `http://127.0.0.1:${port}/metrics`,
    output: () => output,
    end: async (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}
