import type { ReadableTable } from '@parley/crypto-at-rest';

/** The tables that an export of an app holds. Loaded by whoever asks alone: the domain brings a framework with it. */
export const exportedTables = async (): Promise<readonly ReadableTable[]> => (await import('@parley/platform')).EXPORTED;
