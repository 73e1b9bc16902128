/**
 * Do 95 % intervals of Cox coefficients cover the true coefficient 95 times in 100? Prints the table of
 * packages/survival/README.md. Run from the repository's root:
 * npx tsx scripts/simulate-cox-coverage.ts [cohorts of each design, 10000]
 */
import { coverage, DESIGNS, TRUTH } from '../packages/survival/test/coverage';

const cohorts = Number(process.argv[2] ?? 10_000);
const names = ['normal', 'binary', 'skewed'].map((name, j) => `${name} (${TRUTH[j]})`);
console.log(`| design | patients | censored | ${names.join(' | ')} |\n| --- | --- | --- | --- | --- | --- |`);
for (const [seed, design] of DESIGNS.entries()) {
  const { covered, censored } = coverage(design, cohorts, seed);
  const shares = covered.map((count) => `${((100 * count) / cohorts).toFixed(2)} %`);
  console.log(`| ${design.name} | ${design.n} | ${(100 * censored).toFixed(0)} % | ${shares.join(' | ')} |`);
}
