import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes a run's counts to `<directory>/<name>.json`, for who counts several runs (`.ci/run`).
 * A file that could not run counts as a failure, and so does a test that was skipped: none may be.
 */
export default class ResultsReporter {
  constructor(_config, { directory, name }) {
    this.directory = directory;
    this.name = name;
  }

  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = results;
    mkdirSync(this.directory, { recursive: true });
    const counts = { passed: numPassedTests, failed: numFailedTests + numPendingTests + numTodoTests + numRuntimeErrorTestSuites };
    writeFileSync(join(this.directory, `${this.name}.json`), JSON.stringify(counts));
  }
}
