import { normalQuantile, twoSidedP } from '../distributions';
import { InvalidValueError } from '../errors';
import type { CoxFit } from './cox-fit';

/** Options of {@link CoxFit.summary}. */
export interface SummaryOptions {
  /** Share that the intervals cover, between 0 and 1. Default 0.95. */
  level?: number;
  /** Digits after the point in the text and in the HTML, 0 to 15. Default 2, as lifelines. */
  decimals?: number;
}

/** A covariate's line: the columns that lifelines prints. Numbers are NaN where there is no coefficient. */
export interface SummaryRow {
  readonly covariate: string;
  readonly coefficient: number;
  /** exp(coefficient). */
  readonly hazardRatio: number;
  readonly standardError: number;
  readonly coefficientLower: number;
  readonly coefficientUpper: number;
  readonly hazardRatioLower: number;
  readonly hazardRatioUpper: number;
  /** The coefficient that z and p compare with: 0, no effect. */
  readonly comparedTo: number;
  /** (Coefficient − comparedTo) / standard error. */
  readonly z: number;
  /** Two-sided, of the standard normal distribution. */
  readonly pValue: number;
  /** −log2(p): heads in a row that would surprise as much. */
  readonly minusLog2P: number;
}

/** A fit as a table: print it, or take its rows. */
export interface CoxSummary {
  readonly level: number;
  readonly rows: readonly SummaryRow[];
  /** Plain text in the layout of lifelines' `print_summary`. */
  toString(): string;
  /** An HTML fragment, names escaped. */
  toHTML(): string;
}

/** @throws {@link InvalidValueError} */
export function summarise(fit: CoxFit, { level = 0.95, decimals = 2 }: SummaryOptions): CoxSummary {
  if (!(level > 0 && level < 1)) throw new InvalidValueError('level', level, 'a number between 0 and 1');
  if (!(Number.isInteger(decimals) && decimals >= 0 && decimals <= 15)) {
    throw new InvalidValueError('decimals', decimals, 'a whole number from 0 to 15');
  }
  const width = normalQuantile((1 + level) / 2);
  const rows = fit.names.map((covariate, j) => row(covariate, fit.coefficients[j]!, fit.standardErrors[j]!, width));
  return {
    level,
    rows,
    toString: () => text(fit, rows, level, decimals),
    toHTML: () => html(fit, rows, level, decimals),
  };
}

function row(covariate: string, coefficient: number, standardError: number, width: number): SummaryRow {
  const coefficientLower = coefficient - width * standardError;
  const coefficientUpper = coefficient + width * standardError;
  // Held at 0 by a lasso: nothing speaks for an effect.
  const z = coefficient === 0 && standardError === 0 ? 0 : coefficient / standardError;
  const pValue = twoSidedP(z);
  return {
    covariate,
    coefficient,
    hazardRatio: Math.exp(coefficient),
    standardError,
    coefficientLower,
    coefficientUpper,
    hazardRatioLower: Math.exp(coefficientLower),
    hazardRatioUpper: Math.exp(coefficientUpper),
    comparedTo: 0,
    z,
    pValue,
    minusLog2P: -Math.log2(pValue),
  };
}

/** Headings with the row's numbers that stand under them, in lifelines' words and order. */
function columnsOf(level: number): [string, (row: SummaryRow) => number][] {
  const percent = `${Number((100 * level).toPrecision(6))}%`;
  return [
    ['coef', (row) => row.coefficient],
    ['exp(coef)', (row) => row.hazardRatio],
    ['se(coef)', (row) => row.standardError],
    [`coef lower ${percent}`, (row) => row.coefficientLower],
    [`coef upper ${percent}`, (row) => row.coefficientUpper],
    [`exp(coef) lower ${percent}`, (row) => row.hazardRatioLower],
    [`exp(coef) upper ${percent}`, (row) => row.hazardRatioUpper],
    ['cmp to', (row) => row.comparedTo],
    ['z', (row) => row.z],
    ['p', (row) => row.pValue],
    ['-log2(p)', (row) => row.minusLog2P],
  ];
}

/** A heading of two columns, as text, before and after the table. */
function facts(fit: CoxFit, decimals: number): { before: [string, string][]; after: [string, string][] } {
  const { statistic, degreesOfFreedom, pValue } = fit.tests.likelihoodRatio;
  return {
    before: [
      ['ties', fit.ties],
      ...(fit.penalizer > 0 ? [['penalizer', String(fit.penalizer)] as [string, string]] : []),
      ...(fit.penalizer > 0 && fit.l1Ratio > 0 ? [['l1 ratio', String(fit.l1Ratio)] as [string, string]] : []),
      ...(fit.robust ? [['standard errors', 'robust'] as [string, string]] : []),
      ['number of observations', String(fit.rows)],
      ['number of events observed', String(fit.events)],
      ['partial log-likelihood', fit.logLikelihood.toFixed(decimals)],
    ],
    after: [
      ...(fit.concordance === undefined
        ? []
        : [['Concordance', fit.concordance.c.toFixed(decimals)] as [string, string]]),
      ['Partial AIC', fit.aic.toFixed(decimals)],
      ['log-likelihood ratio test', `${statistic.toFixed(decimals)} on ${degreesOfFreedom} df`],
      ['-log2(p) of ll-ratio test', (-Math.log2(pValue)).toFixed(decimals)],
    ],
  };
}

function text(fit: CoxFit, rows: readonly SummaryRow[], level: number, decimals: number): string {
  const columns = columnsOf(level);
  const { before, after } = facts(fit, decimals);
  const label = Math.max(...before.map(([name]) => name.length));
  // Two blocks, as lifelines has them: eleven columns do not fit on a terminal.
  const blocks = [columns.slice(0, 7), columns.slice(7)].map((block) =>
    align([
      ['covariate', ...block.map(([heading]) => heading)],
      ...rows.map((row) => [row.covariate, ...block.map(([heading, read]) => cell(heading, read(row), decimals))]),
    ]),
  );
  return [
    ...before.map(([name, value]) => `${name.padStart(label)} = ${value}`),
    '---',
    blocks.join('\n\n'),
    '---',
    ...after.map(([name, value]) => `${name} = ${value}`),
    ...fit.warnings.map(({ message }) => `Warning: ${message}`),
  ].join('\n');
}

function html(fit: CoxFit, rows: readonly SummaryRow[], level: number, decimals: number): string {
  const columns = columnsOf(level);
  const { before, after } = facts(fit, decimals);
  const list = (entries: [string, string][]) =>
    `<dl>${entries.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>`;
  const head = columns.map(([heading]) => `<th scope="col">${escapeHtml(heading)}</th>`).join('');
  const body = rows.map((row) => {
    const cells = columns.map(([heading, read]) => `<td>${cell(heading, read(row), decimals)}</td>`).join('');
    return `<tr><th scope="row">${escapeHtml(row.covariate)}</th>${cells}</tr>`;
  });
  const warnings = fit.warnings.map(({ message }) => `<p>Warning: ${escapeHtml(message)}</p>`);
  return [
    list(before),
    `<table><caption>Cox model</caption><thead><tr><th scope="col">covariate</th>${head}</tr></thead>`,
    `<tbody>${body.join('\n')}</tbody></table>`,
    list(after),
    ...warnings,
  ].join('\n');
}

/** A p value that would be printed as 0 is given as a bound. */
function cell(heading: string, value: number, decimals: number): string {
  if (Number.isNaN(value)) return '–';
  if (heading === 'p' && value < 0.5 * 10 ** -decimals) return `<${(10 ** -decimals).toFixed(decimals)}`;
  const isLarge = Number.isFinite(value) && Math.abs(value) >= 1e9;
  return isLarge ? value.toExponential(decimals) : value.toFixed(decimals);
}

function align(cells: readonly (readonly string[])[]): string {
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  return cells
    .map((line) => line.map((value, i) => (i === 0 ? value.padEnd(widths[i]!) : value.padStart(widths[i]!))).join('  '))
    .join('\n');
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
}
