import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesOf, startPostgres, type ServerSettings } from '@parley/postgres';

/** A PostgreSQL server that ends with the process that started it, however that process ends. */
export interface TestServer {
  /** A superuser's connection to the database `postgres`. */
  readonly superuserUrl: string;
  /** Its files; other files of the run may lie there too, and are gone with it. */
  readonly folder: string;
  /** Stops it, lets `work` do something to the files of its cluster, and starts it again at the same address. */
  whileStopped(work: (cluster: string) => void): Promise<void>;
  stop(): Promise<void>;
}

/** Nothing here must survive a power cut: durability is switched off for speed. Several specs read the stream of changes at once. */
const OURS: ServerSettings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_replication_slots: '40', max_wal_senders: '40' };

/**
 * The shell waits for its input to end, which happens also when its parent is killed with SIGKILL;
 * then it ends a server that still runs and removes the folder.
 */
const GUARD = 'read -r _; pid=$(head -n 1 "$2" 2>/dev/null) && kill -QUIT "$pid" && while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done; rm -rf "$1"';

/** Starts an empty server in a new folder of the system's temporary directory; `settings` are of a server that is not as Parley's is. */
export async function startTestServer(settings: ServerSettings = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-test-'));
  const pidFile = join(filesOf(folder).cluster, 'postmaster.pid');
  const guard = spawn('sh', ['-c', GUARD, 'guard', folder, pidFile], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  const all = { ...OURS, ...settings };
  let server = await startPostgres(folder, undefined, all);
  return {
    superuserUrl: server.url('postgres'),
    folder,
    whileStopped: async (work) => {
      await server.stop();
      work(filesOf(folder).cluster);
      server = await startPostgres(folder, server.port, all);
    },
    stop: async () => {
      await server.stop(true);
      const cleared = once(guard, 'exit');
      guard.stdin.end();
      await cleared;
    },
  };
}
