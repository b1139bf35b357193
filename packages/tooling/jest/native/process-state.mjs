/** The globals that are there as values; others are made by Node when they are first asked for. */
const globals = () => Object.entries(Object.getOwnPropertyDescriptors(globalThis)).filter(([, { value }]) => value !== undefined);

/** Gives the process the console of a spec file; the function puts back what the file may have changed for the next one. */
export function leaveAsFound(console) {
  const before = { globals: globals(), env: process.env, variables: { ...process.env }, folder: process.cwd() };
  globalThis.console = console;
  return () => {
    for (const [name, property] of before.globals) if (globalThis[name] !== property.value) Object.defineProperty(globalThis, name, property);
    process.env = before.env;
    for (const name of Object.keys(process.env)) if (!Object.hasOwn(before.variables, name)) delete process.env[name];
    Object.assign(process.env, before.variables);
    process.chdir(before.folder);
  };
}

/** What jest-circus keeps at the process: handlers for each file and the file's tests, with all that they hold. */
const isCircus = (symbol) => symbol.description === 'JEST_STATE_SYMBOL' || symbol === Symbol.for('EVENT_HANDLERS');

/** Lets go of the tests of a file that has run. */
export function forgetTests() {
  for (const symbol of Object.getOwnPropertySymbols(globalThis)) if (isCircus(symbol)) delete globalThis[symbol];
}
