import type { OpenedSamples } from '@parley/backup';

/** What is told of messages that were opened. */
export const samplesLine = ({ opened, failed, apps }: OpenedSamples): string =>
  failed.length === 0
    ? `${opened} messages of ${apps} apps were opened, one for each version of their keys.`
    : `${failed.length} of ${opened + failed.length} messages do not open, one for each version of an app's keys: of apps ${[...new Set(failed.map(({ app }) => app))].slice(0, 5).join(', ')} (${[...new Set(failed.map(({ code }) => code))].join(', ')})`;
