import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { complain } from '../report.js';
import { StartError } from '../start-error.js';
import type { App } from './app.js';

const LIFELINE = fileURLToPath(new URL('../lifeline.js', import.meta.url));
const [FIRST_WAIT_MS, LONGEST_WAIT_MS, STABLE_MS] = [250, 10_000, 30_000];

/** An app that is started again when it ends by itself, ever later the more often it does. */
export class SupervisedApp {
  private child: ChildProcess | undefined;
  private ended: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private wait = FIRST_WAIT_MS;
  private stopping = false;
  private restarts = false;

  constructor(
    private readonly app: App,
    private readonly env: NodeJS.ProcessEnv,
    private readonly onSpawn: () => void,
  ) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /**
   * Starts it. Rejects with StartError when it ends before `whenReady` resolves: then its settings are wrong, and it has
   * said how. From then on it is started again.
   */
  async start(whenReady: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.spawn();
    const ready = new AbortController();
    const ended = this.ended.then(() => {
      if (!ready.signal.aborted && !this.stopping) throw new StartError(`The ${this.app.name} did not start (exit code ${this.child?.exitCode ?? 'none'})`);
    });
    try {
      await Promise.race([whenReady(ready.signal), ended]);
      this.restarts = true;
      if (this.child?.exitCode !== null) this.scheduleRestart(0);
    } finally {
      ready.abort();
      ended.catch(() => undefined);
    }
  }

  /** SIGTERM, so that it drains; SIGKILL after `seconds`. Resolves when it is gone. */
  async stop(seconds: number): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    this.child?.kill('SIGTERM');
    const limit = setTimeout(() => this.kill(), seconds * 1000);
    await this.ended;
    clearTimeout(limit);
  }

  /** SIGKILL: for a person in a hurry. */
  kill(): void {
    this.stopping = true;
    this.child?.kill('SIGKILL');
  }

  private spawn(): void {
    const startedAt = performance.now();
    // A session of its own: a Ctrl-C at the terminal is for the supervisor, which stops things in order.
    const child = spawn(process.execPath, [...this.app.options, '--import', LIFELINE, this.app.main], {
      env: this.env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: true,
    });
    this.child = child;
    this.ended = new Promise((resolve) => {
      child.once('error', () => resolve());
      child.once('exit', () => resolve());
    });
    child.once('exit', () => this.scheduleRestart(performance.now() - startedAt));
    this.onSpawn();
  }

  private scheduleRestart(lived: number): void {
    if (this.stopping || !this.restarts || this.timer !== undefined) return;
    if (lived > STABLE_MS) this.wait = FIRST_WAIT_MS;
    complain(`The ${this.app.name} ended (${this.child?.signalCode ?? this.child?.exitCode}) and is started again in ${this.wait} ms`);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.spawn();
    }, this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
  }
}
