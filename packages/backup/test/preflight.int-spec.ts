import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { initBackupRole, preflight } from '@parley/backup';
import { Database, initDatabase, openPool } from '@parley/persistence';
import { createTestDatabase, startTestServer, withClient, type TestDatabase, type TestServer } from '@parley/testing';
import { roleFindings, serverFindings } from '../src/database/preflight.findings.js';

const run = (url: string, sql: string) => withClient(url, (client) => client.query(sql));

/** Roles of one server are those of all its databases: what is taken from one here must be of this spec's own. */
const ROLE = 'preflight_backup';
const QUIET = { version: 180_000, standby: false, walLevel: 'logical', freeSlots: 1, freeSenders: 1, keptWal: 1, rds: false, cloudSql: false, azure: false };

describe('the preflight of backups names each missing permission, one line each', () => {
  let database: TestDatabase;
  let other: TestDatabase;
  let url: string;
  let pool: ReturnType<typeof openPool>;
  const of = (adminUrl: string) => Object.assign(new URL(adminUrl), { username: ROLE, password: 'secret' }).href;
  const findings = (backupUrl = url) => preflight(backupUrl, new Database(pool).system());

  beforeAll(async () => {
    [database, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    url = of(database.adminUrl);
    pool = openPool(database.url, 1);
    await run(database.adminUrl, `drop role if exists ${ROLE}`);
    await initBackupRole(database.adminUrl, { name: ROLE, password: 'secret', runtimeRole: 'parley_runtime' });
  });
  afterAll(async () => {
    await pool.end();
    await run(database.adminUrl, `drop owned by ${ROLE}; drop role ${ROLE}`);
    await Promise.all([database.close(), other.close()]);
  });

  it('and nothing where db init and db migrate have run', async () => {
    expect(await findings()).toEqual([]);
    expect(await preflight(database.backupUrl, new Database(pool).system())).toEqual([]);
  });

  describe('that is taken away', () => {
    let undo = '';
    const without = async (change: string, back: string) => {
      undo = back;
      await run(database.adminUrl, change);
      return findings();
    };
    afterEach(() => run(database.adminUrl, undo));

    it.each([
      ['REPLICATION', `alter role ${ROLE} noreplication`, `alter role ${ROLE} replication`, 'no_replication', `The role of PARLEY_BACKUP_DATABASE_URL may not replicate: run alter role "${ROLE}" replication`],
      ['BYPASSRLS', `alter role ${ROLE} nobypassrls`, `alter role ${ROLE} bypassrls`, 'no_bypassrls', `Row-level security hides rows from the role of PARLEY_BACKUP_DATABASE_URL: run alter role "${ROLE}" bypassrls`],
      ['the right to log in', `alter role ${ROLE} nologin`, `alter role ${ROLE} login`, 'no_connection', 'PARLEY_BACKUP_DATABASE_URL does not lead into the database (28000): parley db init makes its role'],
      ['its password', `alter role ${ROLE} password 'other'`, `alter role ${ROLE} password 'secret'`, 'no_connection', 'PARLEY_BACKUP_DATABASE_URL does not lead into the database (28P01): parley db init makes its role'],
      ['SELECT on a table', `revoke select on messages from ${ROLE}`, `grant select on messages to ${ROLE}`, 'unreadable_tables', 'The role of PARLEY_BACKUP_DATABASE_URL may not read messages: run parley db init, which grants it'],
      ['SELECT on a sequence', `revoke select on outbox_events_position_seq from ${ROLE}`, `grant select on outbox_events_position_seq to ${ROLE}`, 'unreadable_tables', 'The role of PARLEY_BACKUP_DATABASE_URL may not read outbox_events_position_seq: run parley db init, which grants it'],
    ])('%s', async (_what, change, back, code, line) => expect(await without(change, back)).toEqual([{ code, line }]));

    it('SELECT on everything: three are named, and how many more', async () => {
      const [only, ...others] = await without(`revoke select on all tables in schema public from ${ROLE}`, `grant select on all tables in schema public to ${ROLE}`);
      expect(others).toEqual([]);
      expect(only?.line).toMatch(/may not read accounts, api_keys, apps and \d\d more: run parley db init, which grants it$/);
    });

    it.each([
      ['a table of the publication', 'alter publication parley_backup drop table messages', 'alter publication parley_backup add table messages'],
      ['some rows of a table', 'alter publication parley_backup drop table messages; alter publication parley_backup add table messages where (received is null)', 'alter publication parley_backup drop table messages; alter publication parley_backup add table messages'],
      ['some columns of a table', 'alter publication parley_backup drop table messages; alter publication parley_backup add table messages (app_id, conversation_id, id)', 'alter publication parley_backup drop table messages; alter publication parley_backup add table messages'],
    ])('%s', async (_what, change, back) =>
      expect(await without(change, back)).toEqual([{ code: 'unpublished_tables', line: expect.stringMatching(/^The publication parley_backup lacks messages, or /) }]));

    it('a kind of change of all tables', async () => {
      const found = await without(`alter publication parley_backup set (publish = 'insert, update, delete')`, `alter publication parley_backup set (publish = 'insert, update, delete, truncate')`);
      expect(found.map(({ code }) => code)).toEqual(['unpublished_tables']);
    });

  });

  it('the connection for replication, which a pooler does not let pass', async () => {
    const pooler = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (first) => {
        if (first.includes('replication\0')) return socket.destroy();
        const behind = connect(Number(new URL(url).port), '127.0.0.1', () => void behind.write(first));
        behind.on('error', () => socket.destroy());
        socket.pipe(behind).pipe(socket);
      });
    }).listen(0, '127.0.0.1');
    await once(pooler, 'listening');
    const { port } = pooler.address() as AddressInfo;
    expect(await findings(Object.assign(new URL(url), { port }).href)).toEqual([
      { code: 'no_replication_connection', line: expect.stringMatching(/^The server takes no connection for replication at PARLEY_BACKUP_DATABASE_URL \([^)]+\): lead it to the server itself, not to a pooler, /) },
    ]);
    pooler.close();
  });

  it('the publication itself', async () => {
    await other.query('drop publication parley_backup');
    const theirs = openPool(other.url, 1);
    expect(await preflight(other.backupUrl, new Database(theirs).system())).toEqual([{ code: 'no_publication', line: 'There is no publication parley_backup: run parley db migrate' }]);
    await theirs.end();
  });

  it('another database than that of DATABASE_URL', async () =>
    expect(await findings(other.backupUrl)).toEqual([{ code: 'other_database', line: 'PARLEY_BACKUP_DATABASE_URL leads to another database than DATABASE_URL: set both to the same server and database' }]));

  it('a role that may too much', async () => {
    expect(await findings(database.adminUrl)).toEqual([{ code: 'powerful_role', line: 'PARLEY_BACKUP_DATABASE_URL names a superuser: set it to a role of its own, which parley db init makes' }]);
  });
});

describe('the preflight of backups names each setting of a server that is not as it must be', () => {
  let server: TestServer;
  const ask = () =>
    preflight(Object.assign(new URL(server.superuserUrl), { username: ROLE, password: 'secret' }).href, { query: async (text) => withClient(server.superuserUrl, async (client) => (await client.query(text as string)).rows as never) });

  beforeAll(async () => {
    server = await startTestServer({ wal_level: 'replica', max_replication_slots: '1', max_wal_senders: '0', max_slot_wal_keep_size: '-1' });
    await initDatabase(server.superuserUrl, { runtimeRole: 'parley_runtime', env: 'development' });
    await initBackupRole(server.superuserUrl, { name: ROLE, password: 'secret', runtimeRole: 'parley_runtime' });
    await run(server.superuserUrl, `create publication parley_backup; select pg_create_physical_replication_slot('somebodys')`);
  });
  afterAll(() => server.stop());

  it('wal_level, max_replication_slots, max_wal_senders, max_slot_wal_keep_size', async () =>
    expect(await ask()).toEqual([
      { code: 'wal_level', line: 'wal_level is replica: set wal_level to logical, and restart the server' },
      { code: 'replication_slots', line: 'Every replication slot is taken: raise max_replication_slots by one, and restart the server' },
      { code: 'wal_senders', line: 'Every connection for replication is taken: raise max_wal_senders by one, and restart the server' },
      { code: 'unbounded_wal', line: 'max_slot_wal_keep_size is -1, so that backups that stand still would fill the disk of the database: set it, to 16GB for example' },
    ]));

  it('a standby', async () => {
    await server.whileStopped((cluster) => writeFileSync(join(cluster, 'standby.signal'), ''));
    expect(await ask()).toContainEqual({ code: 'standby', line: 'PARLEY_BACKUP_DATABASE_URL leads to a standby: set it to the primary' });
  });

  it.each([
    ['RDS', { rds: true }, 'rds.logical_replication to 1 in the parameter group'],
    ['Cloud SQL', { cloudSql: true }, 'the flag cloudsql.logical_decoding to on'],
    ['Azure', { azure: true }, 'the server parameter wal_level to LOGICAL'],
  ])('as %s calls it', (_where, told, set) =>
    expect(serverFindings({ ...QUIET, ...told, walLevel: 'replica' })).toEqual([{ code: 'wal_level', line: `wal_level is replica: set ${set}, and restart the server` }]));

  it('and how RDS gives the right to replicate', () =>
    expect(roleFindings({ role: 'b', superuser: false, replicates: false, bypasses: true, owns: false }, { ...QUIET, rds: true })).toEqual([
      { code: 'no_replication', line: 'The role of PARLEY_BACKUP_DATABASE_URL may not replicate: run grant rds_replication to "b"' },
    ]));
});
