/**
 * One line that says why an app did not start: no stack, and nothing that could hold a secret.
 * `app` is what a person calls it, `ports` the settings of the ports it opens.
 */
export function startFailure(error: unknown, app: string, ports: readonly string[]): string {
  if (!(error instanceof Error)) return `The ${app} did not start`;
  const { code, port } = error as Error & { code?: string; port?: number };
  if (code === 'EADDRINUSE') return `Port ${port} is in use: choose another by ${ports.join(' or ')}`;
  if (code === 'EACCES' && port !== undefined) return `Port ${port} may not be opened by this user`;
  if (code === 'EADDRNOTAVAIL') return 'The address of PARLEY_HOST is not one of this machine';
  return error.message.split('\n', 1)[0] ?? error.name;
}
