import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesOf, startPostgres } from '@parley/postgres';
import { withClient } from '../database/with-client.js';

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

/** Nothing here must survive a power cut: durability is switched off for speed. */
const FAST = ['fsync', 'full_page_writes', 'synchronous_commit'];

/**
 * The shell waits for its input to end, which happens also when its parent is killed with SIGKILL;
 * then it ends a server that still runs and removes the folder.
 */
const GUARD = 'read -r _; pid=$(head -n 1 "$2" 2>/dev/null) && kill -QUIT "$pid" && while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done; rm -rf "$1"';

/** Starts an empty server in a new folder of the system's temporary directory. */
export async function startTestServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-test-'));
  const pidFile = join(filesOf(folder).cluster, 'postmaster.pid');
  const guard = spawn('sh', ['-c', GUARD, 'guard', folder, pidFile], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  let server = await startPostgres(folder);
  const superuserUrl = server.url('postgres');
  await withClient(superuserUrl, async (client) => {
    for (const setting of FAST) await client.query(`alter system set ${setting} = off`);
    await client.query('select pg_reload_conf()');
  });
  return {
    superuserUrl,
    folder,
    whileStopped: async (work) => {
      await server.stop();
      work(filesOf(folder).cluster);
      server = await startPostgres(folder, server.port);
    },
    stop: async () => {
      await server.stop(true);
      const cleared = once(guard, 'exit');
      guard.stdin.end();
      await cleared;
    },
  };
}
