import { type AtRiskData, atRiskBlock, nameRoom, readAtRisk } from './at-risk-table';
import { type ChartOptions, readOptions } from './chart-options';
import { type Curve, curveEntry, curveLayers } from './curve-layers';
import { drawChart } from './draw-chart';
import {
  aboveOf,
  axisNames,
  belowOf,
  leftOf,
  legendBlock,
  PADDING,
  plotHeight,
  ticksFor,
  titleBlock,
  withoutOverlaps,
} from './layout';
import { type LineSeries, readSeries } from './line-series';
import { type RuleData, readRules, ruleEntries, ruleLayers, rulesHeight } from './rules';
import { type AxisOptions, makeScale } from './scale';
import type { Panel } from './scene';
import { BAND_ENTRY } from './square-plot';
import { readText } from './text';
import { labelOf } from './ticks';
import { requireSome } from './values';

/** Options of {@link lineChart}. */
export interface LineChartOptions extends ChartOptions {
  xAxis?: AxisOptions;
  yAxis?: AxisOptions;
  /** Lines across the plot. */
  rules?: readonly RuleData[];
  /** Numbers at risk under the plot. */
  atRisk?: AtRiskData;
  /** What the bands are, for the legend, e.g. `95 % interval`. Default: not said. */
  bandName?: string;
  /** What the marks are, for the legend, e.g. `censored`. Default: not said. */
  markName?: string;
}

/** Height of a plot in widths, if the options give none. */
const ASPECT = 0.58;

/**
 * Curves over an axis, straight or with steps, with bands, marks and a table of numbers at risk: what the other charts
 * don't cover, Kaplan–Meier curves for one.
 *
 * @param series - one curve or several
 * @returns an SVG document; 560 px wide by default
 * @throws {@link ChartsError} on bad input
 */
export function lineChart(series: LineSeries | readonly LineSeries[], options: LineChartOptions = {}): string {
  const read = readOptions(options, 560);
  const { xAxis = {}, yAxis = {} } = options;
  const list = Array.isArray(series) ? (series as readonly LineSeries[]) : [series as LineSeries];
  requireSome('series', list, 'one curve');
  const axes = { x: xAxis, y: yAxis };
  const curves = list.map((data, i) => readSeries(data, i, axes));
  const rules = readRules('rules', options.rules ?? [], axes);
  const table = options.atRisk === undefined ? undefined : readAtRisk(options.atRisk);

  const title = titleBlock(read);
  const ruleValues = (axis: 'x' | 'y') => rules.filter((rule) => rule.axis === axis).map(({ value }) => value);
  const suited = Math.max(180, read.width * ASPECT);
  const y = makeScale('yAxis', yAxis, [...heights(curves), ...ruleValues('y')], ticksFor(suited, 'y'));
  const left = Math.max(leftOf(y), table === undefined ? 0 : nameRoom(table, read.width));
  const width = read.width - left - PADDING - 8;
  const xValues = [...curves.flatMap(({ x, band }) => [...x, ...(band?.x ?? [])]), ...ruleValues('x')];
  const x = withoutOverlaps(makeScale('xAxis', xAxis, xValues, ticksFor(width, 'x')), width);
  const entries = [
    ...(curves.length > 1 || curves[0]!.text !== '' ? curves.map(curveEntry) : []),
    ...ruleEntries(rules),
    ...(options.bandName === undefined ? [] : [{ ...BAND_ENTRY, text: readText('bandName', options.bandName) }]),
    ...(options.markName === undefined ? [] : [{ marker: MARK, text: readText('markName', options.markName) }]),
  ];
  const above = rulesHeight(rules, x, width);
  const top = title.height + aboveOf(y.name) + above;
  const tableAt = (at: number) => (table === undefined ? [] : [atRiskBlock(table, x, left, width, at, read.width)]);
  const tableHeight = tableAt(0)[0]?.height ?? 0;
  const others = top + belowOf(x.name) + tableHeight + legendBlock(entries, 0, read.width).height + PADDING;
  const height = plotHeight(read, others, suited);
  const layers = [...ruleLayers(rules, x, y, width, height), ...curves.flatMap((curve) => curveLayers(curve, x, y))];
  const panel: Panel = { left, top, width, height, x, y, layers };
  const bottom = top + height + belowOf(x.name);
  const blocks = [title, ...tableAt(bottom), legendBlock(entries, bottom + tableHeight, read.width)];
  const names = axisNames({ ...panel, top: top - above, height: height + above });
  const parts = { height: others + height, panels: [panel], blocks, labels: names };
  const told = `${x.name ?? 'x'} from left to right, ${y.name ?? 'y'} upwards`;
  return drawChart(parts, read, {
    title: 'Line chart',
    description: `${told}. ${[...curves.map(described), ...rules.map(({ name }) => name)].join('; ')}.`,
  });
}

const MARK = { marker: 'tick', size: 10, colour: 'text' } as const;

function* heights(curves: readonly Curve[]): Iterable<number> {
  for (const { y, band } of curves) {
    for (const value of [...y, ...(band?.lower ?? []), ...(band?.upper ?? [])]) if (value !== null) yield value;
  }
}

function described({ text, x, y }: Curve): string {
  const known = x.flatMap((at, i) => (y[i] === null ? [] : [[at, y[i]!] as const]));
  if (known.length === 0) return `${text}: no value`;
  const [first, last] = [known[0]!, known.at(-1)!];
  const say = ([at, value]: readonly [number, number]) => `${labelOf(value)} at ${labelOf(at)}`;
  return `${text}: from ${say(first)} to ${say(last)}`;
}
