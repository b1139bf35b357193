import { HostsFile } from './hosts-file.js';
import { NameServers } from './name-servers.js';
import type { ResolvedAddress } from './resolver.js';

export interface SystemNamesOptions {
  /** Milliseconds that name servers are waited for (default 5000). */
  readonly nameTimeoutMs?: number;
  /** Asked instead of the system's name servers: `address` or `address:port`. */
  readonly nameServers?: readonly string[];
  /** Read instead of /etc/hosts. */
  readonly hostsFile?: string;
}

const LOOPBACK: readonly ResolvedAddress[] = [{ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 }];

/** Names as the host knows them, without the system's resolver: the hosts file, then `localhost`, then name servers. */
export class SystemNames {
  private readonly hosts: HostsFile;
  private readonly servers: NameServers;

  constructor({ nameServers, nameTimeoutMs, hostsFile }: SystemNamesOptions = {}) {
    this.hosts = new HostsFile(hostsFile);
    this.servers = new NameServers(nameServers, nameTimeoutMs);
  }

  /** Every address of a name. Rejects when there is none. */
  async resolve(hostname: string): Promise<readonly ResolvedAddress[]> {
    const name = hostname.toLowerCase().replace(/\.$/, '');
    const listed = await this.hosts.addresses(name);
    if (listed.length > 0) return listed;
    // RFC 6761, 6.3: these are loopback, and no name server is asked for them.
    if (name === 'localhost' || name.endsWith('.localhost')) return LOOPBACK;
    return this.servers.addresses(hostname);
  }

  /** Ends what is being asked. */
  close(): void {
    this.servers.cancel();
  }
}
