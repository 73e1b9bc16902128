// What several runs of vitest came to, from their JSON reports: what failed, then one line of counts. At the very end of
// a long log, where whoever reads only its last lines finds it. Usage: node scripts/report-tests.mjs REPORT...
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const LONGEST_MESSAGE = 2000;

const reports = process.argv
  .slice(2)
  .filter((path) => existsSync(path))
  .map((path) => JSON.parse(readFileSync(path, 'utf8')));
const files = reports.flatMap((report) => report.testResults);
const failedTests = (file) => file.assertionResults.filter(({ status }) => status === 'failed');
// A file that does not even load, or whose `beforeAll` throws, has no failed test to count, but it did fail.
const broken = files.filter((file) => file.status === 'failed' && failedTests(file).length === 0);

for (const file of files) {
  for (const test of failedTests(file)) printFailure(file, test.fullName, test.failureMessages.join('\n'));
}
for (const file of broken) printFailure(file, 'failed outside its tests', file.message);

const sum = (countOf) => reports.map(countOf).reduce((a, b) => a + b, 0);
const failed = sum((report) => report.numFailedTests) + broken.length;
const skipped = sum((report) => report.numPendingTests);
console.log(
  `${sum((report) => report.numPassedTests)} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`,
);

function printFailure(file, what, message = '') {
  const ours = message.split('\n').filter((line) => !/^\s+at .*node_modules/.test(line));
  console.log(`FAILED ${relative(process.cwd(), file.name)}: ${what}`);
  console.log(`${ours.join('\n').trim().slice(0, LONGEST_MESSAGE)}\n`);
}
