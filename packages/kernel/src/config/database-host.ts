/** A process's environment. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The host that `pg` connects to: the last `?host=` of the URL, else the URL's own, else PGHOST, else this one. A path is
 * the folder of a Unix socket. PGHOSTADDR and `?hostaddr=` mean nothing to it: they are libpq's.
 */
export function databaseHost(url: string, env: Variables): string {
  const { hostname, searchParams } = new URL(url);
  return searchParams.getAll('host').at(-1) || decodeURIComponent(hostname.replace(/^\[(.+)\]$/, '$1')) || env['PGHOST'] || 'localhost';
}

/** Whether a host that `pg` is given is the one this process runs on. */
export const isThisHost = (host: string): boolean =>
  host.startsWith('/') || host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
