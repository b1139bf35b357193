const TIMEOUT = Symbol.for('TEST_TIMEOUT_SYMBOL');

/** The part of `jest` that works without modules of a file's own. `settle` undoes what a file left behind. */
export function jestObject(mocker) {
  const there = {
    fn: mocker.fn.bind(mocker),
    spyOn: mocker.spyOn.bind(mocker),
    clearAllMocks: () => mocker.clearAllMocks(),
    resetAllMocks: () => mocker.resetAllMocks(),
    restoreAllMocks: () => mocker.restoreAllMocks(),
    setTimeout: (timeout) => {
      globalThis[TIMEOUT] = timeout;
    },
  };
  const jest = new Proxy(there, {
    get: (target, name) => {
      if (Object.hasOwn(target, name)) return target[name];
      throw new Error(`jest.${String(name)} is not there: spec files share their modules (docs/decisions/0075)`);
    },
  });
  return {
    jest,
    settle: () => {
      mocker.restoreAllMocks();
      delete globalThis[TIMEOUT];
    },
  };
}
