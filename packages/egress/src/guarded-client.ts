import type { Socket } from 'node:net';
import type { Agent, Dispatcher } from 'undici';
import { AppError } from '@parley/kernel';
import { AddressPolicy } from './address-policy.js';
import { guardedConnector } from './connector.js';
import type { AnswerBeginning } from './answer-beginning.js';
import { EgressError, toEgressError } from './egress-error.js';
import { bounded, drain } from './drain.js';
import { guardedSocket, type SocketTarget } from './guarded-socket.js';
import { CheckedResolver, type ResolveName } from './resolver.js';
import { SystemNames, type SystemNamesOptions } from './system-names.js';
import { parseTarget } from './target.js';
import { unlessAborted } from './unless-aborted.js';
import { told, unwatched, watched, type WatchedBody } from './watched.js';

export interface GuardedClientOptions extends SystemNamesOptions {
  /** Addresses and CIDR ranges that may be reached although they are not public. */
  readonly allow?: readonly string[];
  /** Whether targets must be https. */
  readonly httpsOnly?: boolean;
  /** Sockets to one origin (default 16); as many again for what is done once. */
  readonly connectionsPerOrigin?: number;
  /** Bytes of an answer's body that are read (default 64 KiB). */
  readonly maxResponseBytes?: number;
  /** Replaces the hosts file and the name servers. */
  readonly resolveName?: ResolveName;
}

export interface OutgoingRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  /** A stream says how long it is by the header `content-length`. */
  readonly body?: string | AsyncIterable<Uint8Array>;
  /** From the call to the last byte of the answer, waiting for a socket and resolving included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /**
   * Whether it does something there that must not be done twice. It takes no socket that was idle for more than a moment: the other side
   * may be closing that one, and then nobody knows whether it heard.
   */
  readonly once?: boolean;
}

/** What came back. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Body;
}

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 16 * 1024;

/** For how long a socket is kept that nobody uses: so long by itself, and at most, should the other side allow more. */
const IDLE_MS = { many: { keepAliveTimeout: 10_000, keepAliveMaxTimeout: 60_000 }, once: { keepAliveTimeout: 1000, keepAliveMaxTimeout: 1000 } };

/** The one way out of the product: bounded in time, sockets and bytes; never follows a redirect. */
export class GuardedClient {
  private readonly policy: AddressPolicy;
  private readonly opened = new Map<keyof typeof IDLE_MS, Promise<Agent>>();
  private readonly sockets = new Set<Socket>();
  private readonly names: SystemNames;
  private readonly resolver: CheckedResolver;

  constructor(private readonly options: GuardedClientOptions = {}) {
    this.policy = new AddressPolicy(options.allow);
    this.names = new SystemNames(options);
    this.resolver = new CheckedResolver(this.policy, options.resolveName ?? ((name) => this.names.resolve(name)));
  }

  /** Sends a request and answers its status once the answer is complete; the body is read and thrown away, but for its beginning. Raises `EgressError`. */
  async send(target: string, { beginning, body: sent, ...request }: OutgoingRequest & { readonly body?: string; readonly beginning?: AnswerBeginning }): Promise<number> {
    const { status, body } = await this.begin(target, request, unwatched(sent));
    await drain(body, this.maxResponseBytes, status, beginning);
    return status;
  }

  /** Sends a request and answers what came back, whole. Raises `EgressError`, `too_large` too. */
  async exchange(target: string, request: OutgoingRequest): Promise<Answer<Buffer>> {
    const { body, ...answer } = await this.begin(target, request, watched(request.body));
    const chunks: Buffer[] = [];
    for await (const chunk of bounded(body, this.maxResponseBytes, answer.status)) chunks.push(chunk);
    return { ...answer, body: Buffer.concat(chunks) };
  }

  /** Sends a request and answers what comes back as it comes, at most `maxBytes`. Raises `EgressError`, also while the body is read. */
  async download(target: string, { maxBytes, ...request }: OutgoingRequest & { readonly maxBytes: number }): Promise<Answer<AsyncIterable<Buffer>>> {
    const { body, ...answer } = await this.begin(target, request, watched(request.body));
    return { ...answer, body: bounded(body, maxBytes, answer.status) };
  }

  /** A plain connection to a checked address, which `close` ends. Its owner begins TLS, by the host's name, before it says anything. Raises `EgressError`. */
  async connect(target: SocketTarget): Promise<Socket> {
    const socket = await guardedSocket(target, this.resolver, this.policy);
    this.sockets.add(socket);
    return socket.once('close', () => this.sockets.delete(socket));
  }

  /** Until the answer's head is there. */
  private async begin(target: string, { timeoutMs, signal, once = false, body: _body, ...request }: OutgoingRequest, sending: WatchedBody): Promise<Answer<AsyncIterable<Buffer>>> {
    const url = parseTarget(target, this.options.httpsOnly ?? false);
    const agent = await this.agent(once ? 'once' : 'many');
    const clock = AbortSignal.timeout(timeoutMs);
    const ends = signal ? AbortSignal.any([clock, signal]) : clock;
    const fault = (error: unknown, status?: number): EgressError =>
      clock.aborted ? new EgressError('timeout', status, { reached: sending.begun() }) : toEgressError(error, status, sending.begun());
    try {
      const { statusCode: status, headers, body: answer } = await unlessAborted(ends, agent.request({
        ...request, ...sending.request(request.headers), origin: url.origin, path: url.pathname + url.search, signal: ends, headersTimeout: 0, bodyTimeout: 0,
      }));
      return { status, headers, body: told(answer, (error) => fault(error, status)) };
    } catch (error) {
      throw fault(error);
    }
  }

  private get maxResponseBytes(): number {
    return this.options.maxResponseBytes ?? 64 * 1024;
  }

  /**
   * Refuses a target that could never be called: its form, its scheme, or an address that is not reachable from here.
   * Raises `bad_request` naming `field`. A later change of the name's addresses is caught when a connection is made.
   */
  async assertTarget(target: string, field = 'target'): Promise<void> {
    try {
      await this.resolver.resolve(parseTarget(target, this.options.httpsOnly ?? false).hostname);
    } catch (error) {
      throw new AppError('bad_request', `${field} ${this.fault(toEgressError(error))}`);
    }
  }

  /** Ends questions to name servers, idle and busy sockets. */
  async close(): Promise<void> {
    this.names.close();
    for (const socket of this.sockets) socket.destroy();
    for (const agent of this.opened.values()) await (await agent).destroy();
  }

  private agent(kind: keyof typeof IDLE_MS): Promise<Agent> {
    const agent = this.opened.get(kind) ?? this.open(IDLE_MS[kind]);
    this.opened.set(kind, agent);
    return agent;
  }

  /** Loaded late: the API checks targets by this class and sends nothing. */
  private async open(idle: (typeof IDLE_MS)[keyof typeof IDLE_MS]): Promise<Agent> {
    const { Agent, buildConnector } = await import('undici');
    return new Agent({
      connect: guardedConnector(buildConnector, this.resolver, this.policy, CONNECT_TIMEOUT_MS),
      connections: this.options.connectionsPerOrigin ?? 16,
      pipelining: 1,
      maxHeaderSize: MAX_HEADER_BYTES,
      ...idle,
    });
  }

  private fault({ code }: EgressError): string {
    if (code === 'refused_address') return 'should not lead to a private or reserved address';
    if (code === 'name_not_resolved') return 'should be a URL whose host name can be resolved';
    return `should be an absolute ${this.options.httpsOnly ? 'https' : 'http or https'} URL without credentials, at most 2048 characters`;
  }
}
