import circus from 'jest-circus/runner';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { setGlobals } from './globals.mjs';
import { jestObject } from './jest-object.mjs';
import { registerLoader } from './loader.mjs';
import { forgetTests, leaveAsFound } from './process-state.mjs';

registerLoader();
const require = createRequire(import.meta.url);
let files = 0;

/**
 * Jest's own runner (jest-circus), but a spec and all that it imports are loaded by Node, once for a worker, where jest
 * would load everything again for every file (ADR 0075). Not an async function: its line would stand in every stack.
 */
export default function run(globalConfig, config, environment, runtime, testPath, sendMessageToJest) {
  // Jest's knows the source maps of what jest has transformed only.
  Error.prepareStackTrace = undefined;
  const restore = leaveAsFound(environment.global.console);
  const { jest, settle } = jestObject(environment.moduleMocker);
  const native = Object.assign(Object.create(runtime), {
    // Afresh: it holds the tests of the file.
    requireInternalModule: (path) => {
      delete require.cache[path];
      return require(path);
    },
    requireModule: require,
    setGlobalsForRuntime: (globals) => setGlobals({ ...globals, jest }),
    unstable_shouldLoadAsEsm: () => true,
    // A name of its own, for a file that runs again while jest watches.
    unstable_importModule: (path) => import(`${pathToFileURL(path).href}?${(files += 1)}`),
  });
  return circus.default(globalConfig, config, environment, native, testPath, sendMessageToJest).finally(() => {
    settle();
    restore();
    forgetTests();
  });
}
