import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readArguments } from '../arguments';
import { describeError, UserError } from '../errors';
import { runSurvivalTable } from '../run';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kium-survival-table-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const FILES = [
  'hazard-ratios.svg',
  'proportional-hazards.svg',
  'results.json',
  'summary.html',
  'summary.txt',
  'survival.svg',
];
const COLUMNS = ['--time', 'months', '--event', 'died', '--group', 'treatment', '--verb', 'died'];
let runs = 0;

/** Runs on a table, or on the simulated patients. */
async function run(csv?: string, args: string[] = []) {
  const out = join(folder, `out-${runs++}`);
  const table = join(folder, 'table.csv');
  if (csv !== undefined) await writeFile(table, csv);
  const given = csv === undefined ? [] : ['--data', table, ...COLUMNS];
  const text = await runSurvivalTable(readArguments([...given, ...args, '--out', out])!);
  return { text, out, results: JSON.parse(await readFile(join(out, 'results.json'), 'utf8')) };
}

/** Twelve patients; every other one on the new treatment. */
const rows = Array.from({ length: 12 }, (_, i) => ({
  treatment: i % 2 === 0 ? 'new' : 'old',
  months: String(5 + ((i * 7) % 11)),
  died: String(Number(i % 3 !== 0)),
  age: String(50 + ((i * 5) % 12)),
}));
const table = (changes: Record<number, Partial<(typeof rows)[0]>> = {}) => {
  const lines = rows.map((row, i) => Object.values({ ...row, ...changes[i] }).join(','));
  return ['treatment,months,died,age', ...lines].join('\n');
};

describe('the simulated patients', () => {
  test('every figure is that of R 4.2.2 with survival 3.5-3', async () => {
    const { results, out, text } = await run();
    expect((await readdir(out)).sort()).toEqual(FILES);
    expect([results.patients, results.events]).toEqual([400, 180]);
    // coxph(Surv(months, died) ~ treatment + I(age / 10) + stage), survdiff, survfit, cox.zph, concordance
    const ratios = results.hazardRatios.map((row: { hazardRatio: number }) => row.hazardRatio);
    const expected = [0.690308, 1.022709 ** 10, 1.58278, 3.356533];
    for (const [j, value] of expected.entries()) expect(ratios[j]).toBeCloseTo(value, 4);
    expect(results.logRank.statistic).toBeCloseTo(9.26, 2);
    expect(results.groups.map(({ median }: { median: { time: number | null } }) => median.time)).toEqual([33.8, null]);
    const global = results.proportionalHazards.at(-1);
    expect([global.name, global.degreesOfFreedom]).toEqual(['GLOBAL', 4]);
    expect(global.pValue).toBeCloseTo(0.45, 2);
    expect(results.concordance.c).toBeCloseTo(0.65, 2);
    expect(results.concordance.standardError).toBeCloseTo(0.022, 3);
    expect(text).toContain('died at 0.69 times the rate');
  });

  test('the intervals hold the true hazard ratios', async () => {
    const { results } = await run();
    const truth: Record<string, number> = {
      'treatment=new': 0.6,
      'age, per 10': 1.35,
      'stage=II': 1.7,
      'stage=III': 3,
    };
    expect(results.hazardRatios).toHaveLength(4);
    for (const { covariate, hazardRatioLower, hazardRatioUpper } of results.hazardRatios) {
      expect(hazardRatioLower).toBeLessThan(truth[covariate]!);
      expect(hazardRatioUpper).toBeGreaterThan(truth[covariate]!);
    }
  });

  test('it is said that they are simulated', async () => {
    expect((await run()).text).toContain('These patients are simulated');
  });
});

describe('a table of one’s own', () => {
  test('few events, wide intervals and no adjustment are named', async () => {
    const { text, results } = await run(table(), ['--reference', 'treatment=old']);
    const said = text.replace(/\s+/g, ' ');
    expect(said).toContain('Few events: 8 for 1 coefficient.');
    expect(said).toContain('Wide intervals, whose ends differ more than 3-fold: treatment=new');
    expect(said).toContain('Nothing is adjusted for');
    expect(said).toContain('The interval includes 1, equal rates');
    expect(said).not.toContain('simulated');
    expect(results.groups.map(({ group }: { group: string }) => group)).toEqual(['old', 'new']);
  });

  test('hazards that cross are named', async () => {
    const lines = Array.from({ length: 120 }, (_, i) => {
      const share = (Math.floor(i / 2) + 0.5) / 60;
      return i % 2 === 0 ? `early,${(40 * share ** 3).toFixed(2)},1` : `late,${(18 + 8 * share).toFixed(2)},1`;
    });
    const { text } = await run(['treatment,months,died', ...lines].join('\n'));
    expect(text.replace(/\s+/g, ' ')).toContain('The test speaks against that for treatment=late (p < 0.001)');
  });

  test('semicolons, other values of the event, codes as categories, and rows that are left out', async () => {
    const semicolons = table({ 3: { age: '' } })
      .replaceAll(',', ';')
      .replace('died', 'status');
    const options = ['--event', 'status=1', '--covariates', 'age', '--skip-incomplete'];
    const { results, text } = await run(semicolons, options);
    expect([results.patients, results.dropped]).toEqual([11, 1]);
    expect(text.replace(/\s+/g, ' ')).toContain('1 patient lacks a value and was left out');
    const categories = await run(table(), ['--covariates', 'age', '--categories', 'age', '--reference', 'age=55']);
    expect(categories.results.hazardRatios.length).toBeGreaterThan(5);
  });

  test('a file as a spreadsheet writes it: with a byte-order mark, CR LF and blank lines', async () => {
    const { results } = await run(`\ufeff${table().replaceAll('\n', '\r\n')}\r\n\r\n`);
    expect(results.patients).toBe(12);
  });

  test('a treatment that nobody dies on is a warning, not a number without end', async () => {
    const { text } = await run(
      table(Object.fromEntries(rows.map((row, i) => [i, row.treatment === 'new' ? { died: '0' } : {}]))),
      [],
    );
    const said = text.replace(/\s+/g, ' ');
    expect(said).toContain('"treatment=old" separates the events from the rest');
    expect(said).toContain('Patients with treatment "old": these data give no hazard ratio');
  });
});

describe('what is wrong is said', () => {
  const CASES: [what: string, csv: string, args: string[], message: RegExp][] = [
    [
      'a missing column',
      table(),
      ['--time', 'days'],
      /no column "days"\. Its columns are treatment, months, died, age\.$/,
    ],
    [
      'text among numbers',
      table({ 4: { age: 'sixty' } }),
      ['--covariates', 'age'],
      /column "age", patient 5 of the table: found "sixty"/,
    ],
    ['text among times', table({ 4: { months: '1.5x' } }), [], /column "months", patient 5 .*expected a number/],
    [
      'a negative time',
      table({ 4: { months: '-3' } }),
      [],
      /column "months", patient 5 of the table: found -3, expected a time of at least 0/,
    ],
    [
      'missing values',
      table({ 4: { age: '' }, 7: { age: 'NA', died: '' } }),
      ['--covariates', 'age'],
      /^2 of 12 patients lack a value: age \(2\), died \(1\); the first is patient 5 .*--skip-incomplete/,
    ],
    [
      'all censored',
      table(Object.fromEntries(rows.map((_, i) => [i, { died: '0' }]))),
      [],
      /^All 12 rows are censored/,
    ],
    [
      'another coding of the event',
      table({ 2: { died: 'yes' } }),
      [],
      /found "yes", expected 1 .*--event died=VALUE\.$/,
    ],
    [
      'one group',
      table(Object.fromEntries(rows.map((_, i) => [i, { treatment: 'new' }]))),
      [],
      /"treatment" is the same for all patients/,
    ],
    [
      'too many groups',
      ['treatment,months,died', ...Array.from({ length: 30 }, (_, i) => `P${i},1,1`)].join('\n'),
      [],
      /"treatment" has 30 different values, such as "P0"/,
    ],
    ['an unknown reference', table(), ['--reference', 'treatment=none'], /found "none", expected one of "new", "old"/],
    ['a reference of no category', table(), ['--reference', 'sex=male'], /^--reference: "sex" is not a category/],
    ['no patients', 'treatment,months,died\n', [], /has no patients/],
    ['a line with too many cells', `${table()}\nnew,3,1,60,7,8`, [], /line 14: /],
    [
      'a line with too few cells',
      table().replace(',55', ''),
      ['--covariates', 'age'],
      /^1 of 12 patients lack a value: age/,
    ],
    ['no text', 'a\0b', [], /not a text file/],
  ];

  test.each(CASES)('%s', async (_, csv, args, message) => {
    const error = await run(csv, args).catch((caught: unknown) => caught);
    expect(describeError(error)).toMatch(message);
    expect(error).toHaveProperty('tag');
    expect(await readdir(folder)).not.toContain(`out-${runs - 1}`);
  });

  test('a missing file, a missing option, an unknown one, a folder that is a file', async () => {
    const missing = runSurvivalTable(readArguments(['--data', join(folder, 'none.csv'), ...COLUMNS])!);
    await expect(missing).rejects.toThrow(/none\.csv does not exist\.$/);
    expect(() => readArguments(['--data', 'x.csv', '--time', 't'])).toThrow(/^--data needs --event too/);
    expect(() => readArguments(['--tme', 't'])).toThrow(
      new UserError("Unknown option '--tme'. --help lists the options."),
    );
    await writeFile(join(folder, 'file'), '');
    await expect(runSurvivalTable(readArguments(['--out', join(folder, 'file')])!)).rejects.toThrow(/--out\.$/);
  });
});

test('the program: help, exit code 1 and one line without a stack', () => {
  const call = (...args: string[]) => {
    const main = fileURLToPath(new URL('../main.ts', import.meta.url));
    return spawnSync(process.execPath, ['--import', 'tsx', main, ...args], { encoding: 'utf8' });
  };
  expect(call('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--skip-incomplete'), stderr: '' });
  const { status, stderr, stdout } = call('--data', join(folder, 'none.csv'), ...COLUMNS);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^Error: .*none\.csv does not exist\.\n$/);
});
