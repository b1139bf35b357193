import 'reflect-metadata';
import { BackupFault, drillZone, openZones, restoreWork, Stopwatch, type DrillProgress, type Scratch } from '@parley/backup';
import { rootKeyAccess } from '@parley/crypto-at-rest';
import { replayErasures } from '@parley/erasure/restoring';
import { backupZones, loadSettings } from '@parley/kernel';
import { initDatabase, migrate } from '@parley/persistence';
import { READABLE_MESSAGES, replayParts } from '@parley/platform/restoring';
import { MIGRATIONS, migrationsUntil, readBaseline } from '@parley/platform/migrations';
import type { DrillMessage } from '../drill-message.js';
import { drillFault } from './drill-fault.js';
import { erasedConversations } from './erased-conversations.js';

/** Of a thousand: where each step of a restore begins, and how much of the whole it is. */
const STEPS: Readonly<Record<DrillProgress['step'], readonly [from: number, share: number]>> = {
  schema: [0, 0], loading: [100, 500], verifying: [600, 0], keys: [650, 0], replaying: [700, 150], completing: [850, 0], samples: [950, 0],
};

let scratch: Scratch | undefined;

// The worker's signals are for the worker: when it ends, or wants this to end, it lets go of the channel.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => {
  void Promise.resolve(scratch?.drop()).catch(() => undefined).finally(() => process.exit(1));
});

const tell = (message: DrillMessage): Promise<void> => new Promise((resolve) => void process.send?.(message, undefined, undefined, () => resolve()));

/** Out of a zone, to a moment in microseconds or to a random one. */
async function run(name: string, to: number | undefined): Promise<void> {
  const settings = loadSettings(process.env, { listens: false });
  const { backupDrillDatabaseUrl: serverUrl, env } = settings;
  const [zone] = openZones(backupZones(settings).filter((each) => each.name === name));
  if (serverUrl === undefined || !zone) throw new BackupFault('not_ready', 'The settings of the worker have no such zone, or no server for drills');
  const work: Record<string, number> = {};
  const watch = new Stopwatch(() => performance.now(), work);
  const findings = await drillZone({
    zone, to, serverUrl, access: await rootKeyAccess(settings), messages: READABLE_MESSAGES, windowSeconds: settings.pitrWindowSeconds,
    made: (made) => (scratch = made),
    planned: (plan) => void Object.assign(work, restoreWork(plan)),
    erased: erasedConversations,
    migrateTo: async ({ adminUrl, runtimeUrl }, migration) => {
      const migrations = migrationsUntil(migration);
      if (!migrations) throw new BackupFault('unreachable', 'The backup is of a newer version of Parley');
      const { username, password } = new URL(runtimeUrl);
      await initDatabase(adminUrl, { runtimeRole: username, password, env });
      await migrate(adminUrl, migrations, env, { baseline: readBaseline() });
    },
    eraseAgain: async ({ adminUrl }, { database, keyring, store }) => {
      await migrate(adminUrl, MIGRATIONS, env);
      return replayErasures(replayParts({ db: database, keyring: await keyring(), store }), new AbortController().signal);
    },
    progress: ({ step, done, total }) => {
      watch.at(step, done, total);
      void tell({ progress: [Math.round(STEPS[step][0] + (total === 0 ? 0 : done / total) * STEPS[step][1]), 1000] });
    },
  });
  await tell({ findings, phases: watch.end() });
}

try {
  const [, , zone = '', to] = process.argv;
  await run(zone, to === undefined ? undefined : Number(to));
} catch (error) {
  await tell({ fault: drillFault(error) });
}
process.exit(0);
