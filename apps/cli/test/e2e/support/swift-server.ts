import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { eventually } from './eventually.js';
import { freePorts } from './ports.js';
import { configureSwift, type SwiftPorts, type SwiftUser } from './swift-config.js';

const ACCOUNT = 'backups';
/** Seconds; beside other work on the same machine five Python programs take minutes to begin. */
const START_SECONDS = 180;

/** Runs all of them, and kills them when our end of the pipe closes, also when we are killed. */
const GUARD = 'for each in "$@"; do $each & all="$all $!"; done; read -r _; kill -KILL $all; wait';

/** Debian's OpenStack Swift with S3 before it, whole and on loopback: proxy, account, container and object server. */
export class SwiftServer {
  private guard: ChildProcessByStdio<Writable, Readable, Readable> | undefined;
  private log = '';

  private constructor(
    private readonly folder: string,
    private readonly ports: SwiftPorts,
    private readonly commands: readonly string[],
    private readonly users: readonly SwiftUser[],
  ) {}

  static async start(users: readonly SwiftUser[]): Promise<SwiftServer> {
    const folder = mkdtempSync(join(tmpdir(), 'parley-swift-'));
    const [proxy = 0, account = 0, container = 0, object = 0, memcached = 0] = await freePorts(5);
    const ports = { proxy, account, container, object, memcached };
    const server = new SwiftServer(folder, ports, configureSwift(folder, ports, ACCOUNT, users), users);
    await server.start();
    return server;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.ports.proxy}`;
  }

  /** Of a user, for S3. */
  static accessKey = ({ name }: SwiftUser): string => `${ACCOUNT}:${name}`;

  /** Starts it again, on the same data and ports. */
  async start(): Promise<void> {
    const guard = spawn('sh', ['-c', GUARD, 'guard', ...this.commands], { stdio: ['pipe', 'pipe', 'pipe'], detached: true, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' } });
    this.guard = guard;
    for (const stream of [guard.stdout, guard.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (this.log += chunk));
    try {
      await eventually('Swift', () => this.answers(), START_SECONDS);
    } catch (error) {
      await this.stop();
      throw new Error(`Swift does not start:\n${this.log}`, { cause: error });
    }
  }

  /** kill -9 of all of it. */
  async stop(): Promise<void> {
    if (!this.guard) return;
    const ended = once(this.guard, 'close');
    this.guard.stdin.end();
    await ended;
    this.guard = undefined;
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** By Swift's own interface, not S3's. */
  async makeBucket(name: string): Promise<void> {
    const answer = await this.ask('PUT', name);
    if (!answer.ok) throw new Error(`Swift answered ${answer.status}`);
  }

  /** The names of a bucket's objects, by Swift's own interface. */
  async objects(bucket: string): Promise<string[]> {
    return (await (await this.ask('GET', bucket)).text()).split('\n').filter((name) => name !== '');
  }

  /** Whether all of its parts do: the proxy answers before those that it asks. */
  private async answers(): Promise<boolean> {
    const { account, container, object } = this.ports;
    try {
      await Promise.all([account, container, object].map(async (port) => (await fetch(`http://127.0.0.1:${port}/`)).arrayBuffer()));
      return (await this.token()) !== undefined;
    } catch {
      return false;
    }
  }

  private async ask(method: string, path: string): Promise<Response> {
    return fetch(`${this.endpoint}/v1/AUTH_${ACCOUNT}/${path}`, { method, headers: { 'x-auth-token': (await this.token()) ?? '' } });
  }

  private async token(): Promise<string | undefined> {
    const [user] = this.users;
    const answer = await fetch(`${this.endpoint}/auth/v1.0`, { headers: { 'x-auth-user': `${ACCOUNT}:${user?.name}`, 'x-auth-key': user?.key ?? '' } });
    return answer.ok ? (answer.headers.get('x-auth-token') ?? undefined) : undefined;
  }
}
