import { ModuleMocker } from 'jest-mock';

/**
 * A test environment without a context of its own: specs run in Node itself, and share its modules. What jest would put
 * into the context's global it puts into an object that nobody else sees; the runner takes from it what it needs.
 */
export default class NativeEnvironment {
  global = {};
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null;
  fakeTimersModern = null;

  async setup() {}
  async teardown() {}

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return null;
  }
}
