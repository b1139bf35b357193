import { changeRoles, sqlOf, withAdminLock } from '@parley/persistence';
import pg from 'pg';

/** The role that drills make their scratch databases as. */
export interface DrillRole {
  readonly name: string;
  readonly password: string;
}

/**
 * Makes a role that may make databases and roles, and is given nothing in those that are there. May be run again at any time,
 * as a role that may do the same.
 */
export async function initDrillRole(adminUrl: string, { name, password }: DrillRole): Promise<void> {
  await withAdminLock(adminUrl, async (client) => {
    await client.query('begin');
    await changeRoles(client, async () => {
      const isThere = (await sqlOf(client).query('select from pg_roles where rolname = $1', [name])).length > 0;
      await client.query(`${isThere ? 'alter' : 'create'} role ${pg.escapeIdentifier(name)} login createdb createrole password ${pg.escapeLiteral(password)}`);
    });
    await client.query('commit');
  });
}
