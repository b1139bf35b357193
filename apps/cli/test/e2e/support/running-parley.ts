import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { eventually } from './eventually.js';
import { freePorts } from './ports.js';
import { descendantsOf, stillRunning, type ProcessEntry } from './process-table.js';

const MAIN = join(import.meta.dirname, '../../../dist/main.js');
/** What it says once `/health/ready` has answered so. */
const READY = 'Parley is ready';
/** A start takes seconds; beside other builds on the same machine it takes minutes. */
const START_SECONDS = 180;
/** `npm start` in a fresh checkout installs and builds before. */
const INSTALL_SECONDS = 360;

/** Where the product answers, and its first key. */
export interface Credentials {
  readonly baseUrl: string;
  readonly accountKey: { readonly id: string; readonly secret: string };
}

/** What is started, where it is not `parley up` itself. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of its environment, before the settings. */
  readonly env: Readonly<Record<string, string>>;
  readonly dataDir: string;
}

/**
 * The whole product as `npm start` runs it (`parley up`: supervisor, PostgreSQL, API, worker), in development,
 * on ports and a data directory of its own.
 */
export class RunningParley {
  private supervisor: ChildProcess | undefined;
  private log = { text: '' };

  private constructor(
    readonly dataDir: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly program: Program | undefined,
  ) {}

  /** Starts it on an empty data directory, or on what `prepare` makes of it. Rejects, with its output, when it ends or does not become ready; then nothing of it is left. */
  static async start(settings: Readonly<Record<string, string>> = {}, program?: Program, prepare?: (dataDir: string) => Promise<unknown>): Promise<RunningParley> {
    const [port, metrics, workerMetrics] = await freePorts(3);
    const dataDir = program?.dataDir ?? mkdtempSync(join(tmpdir(), 'parley-e2e-'));
    const ports = { PARLEY_PORT: String(port), PARLEY_METRICS_PORT: String(metrics), PARLEY_WORKER_METRICS_PORT: String(workerMetrics) };
    // Another program has the folder that the product chooses by itself.
    const parley = new RunningParley(dataDir, { ...(program === undefined && { PARLEY_DATA_DIR: dataDir }), ...ports, ...settings }, program);
    try {
      await prepare?.(dataDir);
      await parley.start();
    } catch (error) {
      await parley.dispose();
      throw new Error(`It did not start:\n${parley.output()}`, { cause: error });
    }
    return parley;
  }

  /** Starts it again on the same data, ports and settings. */
  async start(): Promise<void> {
    const child = this.spawn();
    this.supervisor = child;
    // Its own: what an earlier start left behind may still write.
    const log = (this.log = { text: '' });
    // What it says, not what its API answers: to ask again and again would take the processor from what starts.
    const said = Promise.withResolvers<void>();
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        log.text += chunk;
        if (log.text.includes(READY)) said.resolve();
      });
    child.once('error', said.reject);
    child.once('close', () => said.reject(new Error(`It ended before it was ready:\n${log.text}`)));
    const seconds = START_SECONDS + (this.program === undefined ? 0 : INSTALL_SECONDS);
    const limit = setTimeout(() => said.reject(new Error(`Not ready within ${seconds} s:\n${log.text}`)), seconds * 1000);
    await said.promise.finally(() => clearTimeout(limit));
    await eventually('ready', () => this.isReady());
  }

  /** Starts it again if the loss of one part has ended the whole; answers when it is ready. */
  async startUnlessRunning(): Promise<void> {
    const child = this.child();
    const ended = () => child.exitCode !== null || child.signalCode !== null;
    await eventually('recovery or end', async () => ended() || (await this.isReady()), START_SECONDS);
    if (ended()) await this.start();
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.env.PARLEY_PORT}`;
  }

  credentials(): Credentials {
    return JSON.parse(readFileSync(join(this.dataDir, 'credentials.json'), 'utf8')) as Credentials;
  }

  /** All that its processes have written since it was last started. */
  output(): string {
    return this.log.text;
  }

  /** What its worker tells who scrapes it. */
  async workerMetrics(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.env.PARLEY_WORKER_METRICS_PORT}/metrics`)).text();
  }

  /** Resolves when it has written this. */
  async said(text: string): Promise<void> {
    await eventually(text, () => this.log.text.includes(text));
  }

  /** Which apps said that they stop and have stopped, in that order. */
  stops(): string[] {
    return [...this.log.text.matchAll(/"name":"(\w+)".*"msg":"(stopping|stopped)"/g)].map(([, name, what]) => `${name} ${what}`);
  }

  /** Whether `/health/ready` says so: database, migrations and a worker. */
  async isReady(): Promise<boolean> {
    try {
      const response = await fetch(`${this.baseUrl}/health/ready`, { signal: AbortSignal.timeout(2000) });
      await response.arrayBuffer();
      return response.status === 200;
    } catch {
      return false;
    }
  }

  /** What the supervisor has started, PostgreSQL's own processes included. */
  processes(): ProcessEntry[] {
    return descendantsOf(this.pid());
  }

  /** The process of one part as it runs now. */
  find(part: 'api' | 'worker' | 'postgres'): ProcessEntry | undefined {
    const children = descendantsOf(this.pid()).filter(({ parent }) => parent === this.pid());
    const [program, argument] = part === 'postgres' ? [/\bpostgres\b/, /-D/] : [/\bnode\b/, new RegExp(`\\b${part}\\b`)];
    return children.find(({ command }) => program.test(command) && argument.test(command));
  }

  /** kill -9 of one part; answers when the process is gone. */
  async kill(part: 'api' | 'worker' | 'postgres'): Promise<void> {
    const victim = this.find(part);
    if (victim === undefined) throw new Error(`No ${part} among ${JSON.stringify(this.processes())}`);
    process.kill(victim.pid, 'SIGKILL');
    await eventually(`end of ${part}`, () => stillRunning([victim]).length === 0);
  }

  /** kill -9 of the supervisor alone: its children learn nothing. */
  async killSupervisor(): Promise<void> {
    const child = this.child();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /**
   * SIGTERM, as an orchestrator stops it, or SIGINT; a program that is not `parley up` gets it together with its process
   * group, as a terminal sends it. Answers the exit code, or the signal that ended it, and what it left running.
   */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<{ code: number | string | null; left: ProcessEntry[] }> {
    const [child, processes] = [this.child(), this.processes()];
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'close');
      process.kill(this.program === undefined ? this.pid() : -this.pid(), signal);
      await ended;
    }
    return { code: child.exitCode ?? child.signalCode, left: stillRunning(processes) };
  }

  /** Stops it, where it was started, and removes its data. */
  async dispose(): Promise<void> {
    if (this.supervisor !== undefined) await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private spawn(): ChildProcessByStdio<null, Readable, Readable> {
    const { PATH = '', HOME = '' } = process.env;
    const { command, args, cwd, env } = this.program ?? { command: process.execPath, args: [MAIN, 'up'], cwd: undefined, env: { PATH, HOME } };
    return spawn(command, args, { cwd, env: { ...env, ...this.env }, stdio: ['ignore', 'pipe', 'pipe'], detached: this.program !== undefined });
  }

  private child(): ChildProcess {
    if (this.supervisor === undefined) throw new Error('It was never started');
    return this.supervisor;
  }

  private pid(): number {
    return this.child().pid ?? -1;
  }
}
