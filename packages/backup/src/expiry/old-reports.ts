import { REPORT_PREFIXES } from '../drill/report.js';
import type { ReadableZone } from '../zones/zone-reader.js';

/** As long as the oldest of the monthly snapshots, in milliseconds: whoever restores one can look up what was known of it then. */
const KEPT_MS = 366 * 86_400_000;

/** Reports that any zone holds of more than a year before the window, which begins at `since` (milliseconds since 1970). Rejects where a zone does not answer. */
export async function oldReports(zones: readonly ReadableZone[], since: number): Promise<string[]> {
  const old = new Set<string>();
  for (const { store } of zones) {
    for (const prefix of REPORT_PREFIXES) {
      for await (const { name } of store.list(prefix)) {
        const [, at] = /^\w+\/(\d{15})(?:~\d+)?$/.exec(name) ?? [];
        if (at !== undefined && Number(at) < since - KEPT_MS) old.add(name);
      }
    }
  }
  return [...old];
}
