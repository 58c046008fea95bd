// What one Jest run counts for, from its own report and from how the process ended.

/**
 * @typedef {object} JestReport the parts of `jest --json` that are read
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numRuntimeErrorTestSuites
 *
 * @typedef {object} Ending
 * @property {number} code exit code
 * @property {number} left processes that outlived the run
 */

/**
 * A suite that could not be loaded has no tests to count, so it counts as one failure. So does a run without a report or
 * without a test, one that ended badly although all its tests passed, and one that left a process behind.
 * @param {JestReport | null} report
 * @param {Ending} ending
 * @returns {{passed: number, failed: number, skipped: number}}
 */
export function countsOf(report, { code, left }) {
  const passed = report?.numPassedTests ?? 0;
  const red = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0);
  const endedBadly = red === 0 && (code !== 0 || passed === 0);
  return { passed, failed: red + Number(endedBadly) + Number(left > 0), skipped: report?.numPendingTests ?? 0 };
}
