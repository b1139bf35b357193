import type { Agent, Dispatcher } from 'undici';
import { AppError } from '@parley/kernel';
import { AddressPolicy } from './address-policy.js';
import { guardedConnector } from './connector.js';
import type { AnswerBeginning } from './answer-beginning.js';
import { EgressError, toEgressError } from './egress-error.js';
import { drain } from './drain.js';
import { CheckedResolver, type ResolveName } from './resolver.js';
import { SystemNames, type SystemNamesOptions } from './system-names.js';
import { parseTarget } from './target.js';

export interface GuardedClientOptions extends SystemNamesOptions {
  /** Addresses and CIDR ranges that may be reached although they are not public. */
  readonly allow?: readonly string[];
  /** Whether targets must be https. */
  readonly httpsOnly?: boolean;
  /** Sockets to one origin (default 16). */
  readonly connectionsPerOrigin?: number;
  /** Bytes of an answer's body that are read (default 64 KiB). */
  readonly maxResponseBytes?: number;
  /** Replaces the hosts file and the name servers. */
  readonly resolveName?: ResolveName;
}

export interface OutgoingRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the call to the last byte of the answer, waiting for a socket and resolving included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Is given the first bytes of the answer's body, also of one that fails later. */
  readonly beginning?: AnswerBeginning;
}

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 16 * 1024;

/** The one way out of the product: bounded in time, sockets and bytes; never follows a redirect. */
export class GuardedClient {
  private readonly policy: AddressPolicy;
  private opened: Promise<Agent> | undefined;
  private readonly names: SystemNames;
  private readonly resolver: CheckedResolver;

  constructor(private readonly options: GuardedClientOptions = {}) {
    this.policy = new AddressPolicy(options.allow);
    this.names = new SystemNames(options);
    this.resolver = new CheckedResolver(this.policy, options.resolveName ?? ((name) => this.names.resolve(name)));
  }

  /** Sends a request and answers its status once the answer is complete; the body is read and thrown away, but for its beginning. Raises `EgressError`. */
  async send(target: string, { timeoutMs, signal, beginning, ...request }: OutgoingRequest): Promise<number> {
    const url = parseTarget(target, this.options.httpsOnly ?? false);
    const agent = await (this.opened ??= this.open());
    const clock = AbortSignal.timeout(timeoutMs);
    const ends = signal ? AbortSignal.any([clock, signal]) : clock;
    let status: number | undefined;
    try {
      const answer = await agent.request({
        ...request, origin: url.origin, path: url.pathname + url.search, signal: ends, headersTimeout: 0, bodyTimeout: 0,
      });
      status = answer.statusCode;
      await drain(answer.body, this.options.maxResponseBytes ?? 64 * 1024, status, beginning);
      return status;
    } catch (error) {
      throw clock.aborted ? new EgressError('timeout', status) : toEgressError(error, status);
    }
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
    await (await this.opened)?.destroy();
  }

  /** Loaded late: the API checks targets by this class and sends nothing. */
  private async open(): Promise<Agent> {
    const { Agent, buildConnector } = await import('undici');
    return new Agent({
      connect: guardedConnector(buildConnector, this.resolver, this.policy, CONNECT_TIMEOUT_MS),
      connections: this.options.connectionsPerOrigin ?? 16,
      pipelining: 1,
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: 10_000,
      keepAliveMaxTimeout: 60_000,
    });
  }

  private fault({ code }: EgressError): string {
    if (code === 'refused_address') return 'should not lead to a private or reserved address';
    if (code === 'name_not_resolved') return 'should be a URL whose host name can be resolved';
    return `should be an absolute ${this.options.httpsOnly ? 'https' : 'http or https'} URL without credentials, at most 2048 characters`;
  }
}
