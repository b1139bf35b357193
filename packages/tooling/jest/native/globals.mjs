/**
 * What a spec gets when it imports `@jest/globals`. The bindings are live: a helper that was loaded with an earlier spec
 * file calls the `it` of the file that runs now.
 */
export let afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test;

/** Makes these the globals of the file that runs next. */
export function setGlobals(given) {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } = given);
}
