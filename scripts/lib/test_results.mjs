// Reads vitest's JSON report.

import fs from 'node:fs';

/**
 * `{ passed, failed, skipped }` of the report in `file`. A test file that could not be loaded counts as one failure,
 * and so does a run that ended badly (`code`) without saying which test was to blame: nothing may fail silently.
 */
export function countTests(file, code) {
  if (!fs.existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  const unloadable = report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0);
  const failed = report.numFailedTests + unloadable.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
