/** One line that says why the process did not start: no stack, and nothing that could hold a secret. */
export function startFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'The worker did not start';
  const { code, port } = error as Error & { code?: string; port?: number };
  if (code === 'EADDRINUSE') return `Port ${port} is in use: choose another by PARLEY_WORKER_METRICS_PORT`;
  if (code === 'EACCES' && port !== undefined) return `Port ${port} may not be opened by this user`;
  if (code === 'EADDRNOTAVAIL') return 'The address of PARLEY_HOST is not one of this machine';
  return error.message.split('\n', 1)[0] ?? error.name;
}
