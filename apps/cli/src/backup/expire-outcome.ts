import type { Removed } from '@parley/backup';

/** What zones kept of what was to go, and why, in one line each; nothing where all of it went. */
export function keptBy(removed: readonly Removed[]): string | undefined {
  const lines = removed.flatMap(({ zone, refused, stopped }) => [
    ...(refused.objects > 0 ? [`${zone}: ${refused.objects} objects would not go, as they are locked or PARLEY_BACKUP_EXPIRY_PROFILE has no right to (${refused.reasons.join(', ')}): ${named(refused)}`] : []),
    ...(stopped === undefined ? [] : [`${zone}: it was given up (${stopped})`]),
  ]);
  return lines.length === 0 ? undefined : ['Not everything that is to go is gone; the next run tries again', ...lines].join('\n');
}

const named = ({ objects, names }: Removed['refused']): string => `${names.join(', ')}${objects > names.length ? ' and others' : ''}`;
