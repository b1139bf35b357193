import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface AppProcess {
  readonly pid: number;
  /** Rejects when the process ends before the URL answers 200, or after 60 s. */
  ready(url: string): Promise<void>;
  /** SIGTERM, and SIGKILL after 30 s. */
  stop(): Promise<void>;
}

const READY_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 30_000;

/** Starts one of the product's apps; its log goes to a file, as a service manager would have it. */
export function startApp(name: string, args: readonly string[], env: NodeJS.ProcessEnv, log: string): AppProcess {
  const output = openSync(log, 'a');
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', output, output], detached: true });
  closeSync(output);
  const ended = once(child, 'exit');
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;

  const ready = async (url: string): Promise<void> => {
    const deadline = performance.now() + READY_MILLISECONDS;
    while (isRunning() && performance.now() < deadline) {
      const answer = await fetch(url).catch(() => undefined);
      await answer?.arrayBuffer();
      if (answer?.status === 200) return;
      await Promise.race([delay(100), ended]);
    }
    throw new Error(`${name} did not become ready:\n${readFileSync(log, 'utf8').slice(-3000)}`);
  };

  const stop = async (): Promise<void> => {
    if (!isRunning()) return;
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
    await ended;
    clearTimeout(killer);
  };

  if (child.pid === undefined) throw new Error(`${name} could not be started`);
  return { pid: child.pid, ready, stop };
}
