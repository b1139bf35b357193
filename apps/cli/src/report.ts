/** Errors whose message is one line for a person. Known by name: to import them all would load TypeORM before a typing error is told. */
const TOLD = new Set(['AppError', 'AuditFault', 'BackupFault', 'ConfigError', 'DatabaseUnfit', 'PostgresError', 'RootKeyError', 'StartError', 'TenantKeyError']);

/** The one line for an error. Another program's message might hold an address or a statement, so only its code is shown. */
export function line(error: unknown): string {
  if (error instanceof Error && TOLD.has(error.name)) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) return error instanceof Error ? `${error.name}: ${error.message}` : 'Unknown error';
  return /^E[A-Z]+$/.test(code) ? `The database does not answer (${code})` : `The database refused (${code})`;
}

/** Writes for the person at the terminal. */
export const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Writes what went wrong, on one line. */
export const complain = (text: string): void => void process.stderr.write(`parley: ${text.replaceAll('\n', ' ')}\n`);
