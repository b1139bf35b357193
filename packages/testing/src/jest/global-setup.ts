import { startOwnServer } from '../server/own-server.js';
import { running } from './running.js';

/** Starts one PostgreSQL for the whole run and migrates its template; the workers inherit the variables. */
export default async function globalSetup(): Promise<void> {
  running.server = await startOwnServer();
}
