/** The variable by which jest's global setup tells its workers where the run's key store lies. Not `PARLEY_…`: those are the product's settings. */
export const KEY_STORE_VARIABLE = 'TEST_KEY_STORE';

/** And which root key every database of the run was made with: its id and its bytes. */
export const ROOT_KEY_VARIABLE = 'TEST_ROOT_KEY';

/** What jest's global setup has set. */
export function runVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the specs with the repository's jest.config.mjs`);
  return value;
}
