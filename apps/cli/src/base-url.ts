import type { Settings } from '@parley/kernel';

const EVERY_ADDRESS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Where the API answers, seen from this host. */
export function baseUrl({ host, port, tlsCert }: Settings): string {
  const address = EVERY_ADDRESS[host] ?? host;
  return `${tlsCert === undefined ? 'http' : 'https'}://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
