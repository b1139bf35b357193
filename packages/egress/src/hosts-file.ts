import { open } from 'node:fs/promises';
import { isIP } from 'node:net';
import { monotonicClock } from '@parley/kernel';
import type { ResolvedAddress } from './resolver.js';

/** What is read of it: some 20,000 names. */
const MOST_BYTES = 1024 * 1024;

/** How long what was read holds: container engines and operators change the file rarely. */
const FRESH_MS = 5000;

type Names = ReadonlyMap<string, readonly ResolvedAddress[]>;

/** The names that an operator wrote down for this host (hosts(5)); a file that cannot be read has none. */
export class HostsFile {
  private names: Promise<Names> | undefined;
  private readAt = 0;

  constructor(private readonly path = '/etc/hosts') {}

  /** The addresses of a name in lower case; none when it is not listed. */
  async addresses(name: string): Promise<readonly ResolvedAddress[]> {
    if (!this.names || monotonicClock() - this.readAt > FRESH_MS) {
      this.readAt = monotonicClock();
      this.names = readStart(this.path).then(parseHosts, () => new Map());
    }
    return (await this.names).get(name) ?? [];
  }
}

/** Reads the lines of a hosts file: an address, then its names; `#` begins a comment. Lines that say something else are left out. */
export function parseHosts(text: string): Names {
  const names = new Map<string, ResolvedAddress[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...aliases] = (line.split('#', 1)[0] ?? '').split(/\s+/).filter(Boolean);
    const family = isIP(address);
    if (family === 0) continue;
    for (const alias of aliases.map((each) => each.toLowerCase())) {
      const listed = names.get(alias);
      if (listed) listed.push({ address, family });
      else names.set(alias, [{ address, family }]);
    }
  }
  return names;
}

async function readStart(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, MOST_BYTES)));
    // A line that the bound cuts would read as another name.
    const whole = size <= MOST_BYTES ? bytesRead : buffer.lastIndexOf('\n', bytesRead);
    return buffer.toString('utf8', 0, whole);
  } finally {
    await file.close();
  }
}
