// Usage: node run.mjs BUNDLE RESULT.json — runs a bundle of specs with jasmine and writes what became of each spec.
import { writeFileSync } from 'node:fs';
import Jasmine from 'jasmine';

const [bundle, resultFile] = process.argv.slice(2);
const passed = [];
const failed = [];

const runner = new Jasmine();
runner.exitOnCompletion = false;
runner.clearReporters();
runner.addReporter({
  specDone({ fullName, status, failedExpectations }) {
    if (status === 'passed') passed.push(fullName);
    if (status === 'failed') failed.push({ name: fullName, message: failedExpectations[0]?.message ?? '' });
  },
});
runner.loadConfig({ spec_dir: '/', spec_files: [bundle], random: false });
await runner.execute();
writeFileSync(resultFile, JSON.stringify({ passed, failed }));
// Some specs leave timers behind.
process.exit(0);
