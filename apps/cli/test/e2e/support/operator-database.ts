import { createTestDatabase } from '@parley/testing';
import { randomBytes } from 'node:crypto';

/** An empty database on the specs' server, as an operator has one who has just installed PostgreSQL. */
export interface OperatorDatabase {
  /** A role that owns the database and may make roles, and nothing more. */
  readonly adminUrl: string;
  /** A role that is not there yet. */
  readonly runtimeUrl: string;
  /** Ends its connections; drops it and its roles. */
  close(): Promise<void>;
}

/** Makes the database, with a name and roles of its own: other specs' roles are on the same server. */
export async function operatorDatabase(): Promise<OperatorDatabase> {
  const server = await createTestDatabase();
  const name = `operator_${randomBytes(8).toString('hex')}`;
  const [admin, runtime] = [`${name}_admin`, `${name}_runtime`];
  await server.query(`create role ${admin} login createrole password 'admin'`);
  await server.query(`create database ${name} owner ${admin}`);
  const url = (role: string, password: string): string => {
    const changed = new URL(server.adminUrl);
    return Object.assign(changed, { pathname: `/${name}`, username: role, password }).href;
  };
  return {
    adminUrl: url(admin, 'admin'),
    runtimeUrl: url(runtime, 'runtime'),
    close: async () => {
      await server.query(`drop database ${name} with (force)`);
      for (const role of [runtime, admin]) await server.query(`drop role if exists ${role}`);
      await server.close();
    },
  };
}
