import type { BackupHealth } from '@parley/backup';

/** How a worker does, for monitors; a worker that is degraded works on. */
export interface WorkerHealth {
  readonly status: 'ok' | 'degraded' | 'starting';
  readonly backups?: BackupHealth | 'off' | 'starting';
}

/** By its part that writes backups, where it has one. */
export function workerHealth(backups: { health(): BackupHealth | undefined } | undefined): WorkerHealth {
  const found = backups ? (backups.health() ?? 'starting') : 'off';
  return { status: typeof found === 'string' ? 'ok' : found.status, backups: found };
}
