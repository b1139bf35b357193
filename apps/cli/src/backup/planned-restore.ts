import { planRestore, type RestorePlan } from '@parley/backup';
import type { Settings } from '@parley/kernel';
import { complain } from '../report.js';
import { openRepository, type OpenRepository } from './open-repository.js';
import { givenRecoveryKey } from './recovery-key.js';

/** What every restore is asked with. */
export interface RestoreOptions {
  readonly to?: Date;
  readonly snapshot?: number;
  readonly zone?: string;
  /** It is read from stdin. */
  readonly recoveryKey?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Opens the repository, protects it from expiry unless nothing is to be done, and plans; says which manifests are left out. */
export async function withPlan(settings: Settings, options: RestoreOptions, use: (repository: OpenRepository, plan: RestorePlan) => Promise<void>): Promise<void> {
  const repository = await openRepository(settings, { ...(await givenRecoveryKey(options.recoveryKey)), ...(options.zone !== undefined && { zone: options.zone }), protectFor: options.dryRun ? undefined : 'restore' });
  try {
    const { reader, ledger, view } = repository;
    for (const { number, reason } of view.bad) complain(`Manifest ${number} is left out: ${reason}`);
    const moment = { ...(options.to && { to: options.to.getTime() * 1000 }), ...(options.snapshot !== undefined && { snapshot: options.snapshot }) };
    await use(repository, await planRestore({ reader, keys: ledger.keys, view }, moment));
  } finally {
    await repository.release();
  }
}

/** The moment that a plan leads to. */
export const momentOf = ({ to, reaches }: RestorePlan): string => new Date((to ?? reaches) / 1000).toISOString();
