import type { S3Server } from '@parley/testing';
import { runCli } from '../../run-cli.js';
import { eventually } from './eventually.js';
import { RunningParley } from './running-parley.js';

export interface BackupStatus {
  readonly chain?: { readonly id: string };
  readonly lastSnapshot?: { readonly state: string };
  readonly zones: readonly { readonly zone: string; readonly heartbeatAt: string | null; readonly error: string | null }[];
}

export interface BackupList {
  readonly snapshots: readonly { readonly at: string; readonly chain: string }[];
  readonly gaps: readonly { readonly reason: string; readonly chain: string }[];
  readonly bad: readonly unknown[];
}

/** Credentials for buckets, and nothing of the machine's own. */
export const bucketSettings = (credentials: S3Server['credentials']): Readonly<Record<string, string>> => ({
  AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
});

/** The CLI, as whoever operates an installation uses it for backups: with the settings of that. */
export class BackupCommands {
  constructor(
    private readonly settings: Readonly<Record<string, string>>,
    private readonly parley: () => RunningParley,
  ) {}

  run(args: readonly string[], input = '', dataDir = this.parley().dataDir) {
    return runCli(args, { ...this.settings, PARLEY_DATA_DIR: dataDir }, input);
  }

  /** What a command answers as JSON. Rejects with what it says where it fails. */
  async json<T>(...args: readonly string[]): Promise<T> {
    const { code, out, err } = await this.run([...args, '--json']);
    if (code !== 0) throw new Error(err);
    return JSON.parse(out) as T;
  }

  status(): Promise<BackupStatus> {
    return this.json('backup', 'status');
  }

  list(): Promise<BackupList> {
    return this.json('backup', 'list');
  }

  /** Resolves once each of these zones has what was committed before `since`, in milliseconds since 1970. */
  inZones(names: readonly string[], since = Date.now()): Promise<unknown> {
    return eventually(`${names.join(' and ')} have what was committed`, async () => {
      const { zones } = await this.status();
      return names.every((name) => zones.some(({ zone, heartbeatAt }) => zone === name && heartbeatAt !== null && Date.parse(heartbeatAt) > since));
    }, 150);
  }

  firstSnapshot(): Promise<unknown> {
    return eventually('the first snapshot', async () => (await this.status()).lastSnapshot?.state === 'done', 150);
  }

  /** Resolves with the list once it has a snapshot of the chain that is written. */
  async listWithSnapshot(): Promise<BackupList> {
    const { chain } = await this.status();
    return eventually('a snapshot of the chain', async () => {
      const listed = await this.list();
      return listed.snapshots.some((snapshot) => snapshot.chain === chain?.id) && listed;
    }, 120);
  }

  /** Another installation, of what one zone and a recovery key give back: all, or as it was at `to` (milliseconds since 1970). It writes no backups. */
  restoreElsewhere(zone: string, recoveryKey: string, to?: number): Promise<RunningParley> {
    const { PARLEY_BACKUP_ZONES: _, ...withoutBackups } = this.settings;
    return RunningParley.start(withoutBackups, undefined, async (dataDir) => {
      const done = await this.run(['restore', '--zone', zone, '--recovery-key', '--json', ...(to === undefined ? [] : ['--to', new Date(to).toISOString()])], recoveryKey, dataDir);
      if (done.code !== 0) throw new Error(done.err);
    });
  }
}
