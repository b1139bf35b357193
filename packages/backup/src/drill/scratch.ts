import { randomBytes } from 'node:crypto';
import { endClient } from '@parley/persistence';
import pg from 'pg';

/** A database that a drill restores into, and nothing else is done with. */
export interface Scratch {
  /** Of its owner. */
  readonly adminUrl: string;
  /** Of a role that policies bind, which whoever restores makes. */
  readonly runtimeUrl: string;
  /** Gone with its role, also where somebody is connected. */
  drop(): Promise<void>;
}

/** Names of a database and of a role; each repository drills once at a time. */
const nameOf = (repository: string): string => `parley_drill_${repository.replace(/\W/g, '').slice(0, 32)}`;

/**
 * Makes it on a server where the URL's role may make databases and roles; what a drill of the same repository that was killed
 * has left there is dropped first.
 */
export async function makeScratch(serverUrl: string, repository: string): Promise<Scratch> {
  const name = nameOf(repository);
  const drop = () => withServer(serverUrl, async (client) => {
    // Whoever is connected as a role can be disconnected by its members alone.
    await client.query(`do $$ begin if exists (select from pg_roles where rolname = '${name}') then grant ${name} to current_user; end if; end $$`);
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`drop role if exists ${name}`);
  });
  await drop();
  await withServer(serverUrl, (client) => client.query(`create database ${name} template template0`));
  const at = (given: object): string => Object.assign(new URL(serverUrl), { pathname: `/${name}`, ...given }).href;
  return { adminUrl: at({}), runtimeUrl: at({ username: name, password: randomBytes(24).toString('base64url') }), drop };
}

async function withServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'parley drill' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await endClient(client);
  }
}
