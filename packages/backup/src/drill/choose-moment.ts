import { BackupFault } from '../backup-fault.js';
import { standAlone } from '../format/manifest.types.js';
import { microsOfText, planRestore, type PlanParts, type RestorePlan } from '../restore/plan/restore-plan.js';

/** So many drills of a hundred go by an older snapshot than the newest. */
const OLDER = 25;

/** How a drill's moment is found. */
export interface Choice {
  /** This one, in microseconds since 1970, instead of a random one. */
  readonly to?: number | undefined;
  readonly windowSeconds: number;
  readonly random?: () => number;
}

/**
 * A plan that leads to a random moment: most times behind the newest snapshot, where a loss would be restored from; sometimes
 * between two older ones of the window, as those can go bad as well. Raises BackupFault `unreachable` where there is no snapshot, or
 * no way to the moment that was asked for.
 */
export async function chooseMoment(parts: PlanParts, { to, windowSeconds, random = Math.random }: Choice): Promise<RestorePlan> {
  if (to !== undefined) return planRestore(parts, { to });
  const { snapshots } = parts.view;
  const newest = snapshots.at(-1);
  if (!newest) throw new BackupFault('unreachable', 'There is no snapshot');
  // Between two of one chain every moment can be reached.
  const pairs = snapshots.flatMap((one, index) => {
    const next = snapshots[index + 1];
    const isInWindow = microsOfText(one.at) >= microsOfText(newest.at) - windowSeconds * 1_000_000;
    return next && isInWindow && next.chain.id === one.chain.id && !standAlone(one.chain) ? [{ one, until: microsOfText(next.at) }] : [];
  });
  const older = random() * 100 < OLDER ? pairs[Math.floor(random() * pairs.length)] : undefined;
  const { number, at } = older?.one ?? newest;
  const from = microsOfText(at);
  const until = older?.until ?? (await planRestore(parts, { snapshot: number })).reaches;
  return planRestore(parts, { snapshot: number, to: from + Math.floor(random() * (until - from)) });
}
