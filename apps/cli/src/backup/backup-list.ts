import type { Settings } from '@parley/kernel';
import { progressOf } from '../progress.js';
import { say } from '../report.js';
import { openRepository, type OpenRepository } from './open-repository.js';
import { givenRecoveryKey } from './recovery-key.js';

export interface ListOptions {
  readonly json?: boolean;
  /** Read this one only. */
  readonly zone?: string;
  /** It is read from stdin. */
  readonly recoveryKey?: boolean;
}

/** `parley backup list`: what can be restored, as the zones say. Needs no database. */
export async function backupList(settings: Settings, { json, zone, recoveryKey }: ListOptions): Promise<void> {
  const opening = await givenRecoveryKey(recoveryKey);
  const progress = progressOf('Manifests');
  const { view } = await openRepository(settings, { ...opening, ...(zone !== undefined && { zone }), progress: (done, total) => progress.show(done, total) });
  progress.end();
  const listed = described(view);
  if (json) say(JSON.stringify(listed, undefined, 2));
  else say(lines(listed).join('\n'));
}

type Listed = ReturnType<typeof described>;

const described = ({ snapshots, gaps, bad }: OpenRepository['view']) => ({
  snapshots: snapshots.map(({ number, at, bytes, chain }) => ({ number, at, bytes, chain: chain.id })),
  gaps: gaps.map(({ at, reason, chain }) => ({ endedAt: at, reason, chain: chain.id })),
  bad,
});

function lines({ snapshots, gaps, bad }: Listed): string[] {
  if (snapshots.length === 0) return ['There is no snapshot.'];
  return [
    ...snapshots.map(({ number, at, bytes, chain }) => `${number}  ${at}  ${bytes} bytes of rows  chain ${chain}`),
    ...gaps.map(({ endedAt, reason, chain }) => `chain ${chain} ended at ${endedAt}: ${reason}`),
    ...bad.map(({ number, reason }) => `manifest ${number} is in no zone as it should be: ${reason}`),
  ];
}
