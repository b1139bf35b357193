import type { Settings } from './settings.js';

const EVERY_ADDRESS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Where the API answers, seen from this host. */
export function baseUrl({ host, port, tlsCert }: Settings): string {
  const address = EVERY_ADDRESS[host] ?? host;
  return `${tlsCert === undefined ? 'http' : 'https'}://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** Where its callers reach it: never what a request says of that, which anybody may write. */
export const publicUrl = (settings: Settings): string => settings.publicUrl ?? baseUrl(settings);
