import type { BackupHealth } from '@parley/backup';
import type { ChannelHealth } from './channels/channel-health.js';

/** How a worker does, for monitors; a worker that is degraded works on. */
export interface WorkerHealth {
  readonly status: 'ok' | 'degraded' | 'starting';
  readonly backups?: BackupHealth | 'off' | 'starting';
  readonly channels?: ChannelHealth | 'starting';
}

/** A part of the worker that tells how it does; nothing until it knows. */
interface Tells<Health> {
  health(): Health | undefined;
}

/** By its parts: what looks after channels, and what writes backups, where it has that. */
export function workerHealth(parts: { readonly backups: Tells<BackupHealth> | undefined; readonly channels: Tells<ChannelHealth> }): WorkerHealth {
  const backups = parts.backups ? (parts.backups.health() ?? 'starting') : 'off';
  const channels = parts.channels.health() ?? 'starting';
  const isDegraded = [backups, channels].some((part) => typeof part !== 'string' && part.status === 'degraded');
  return { status: isDegraded ? 'degraded' : 'ok', backups, channels };
}
