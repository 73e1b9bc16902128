import { type ChartOptions, readOptions } from './chart-options';
import { type Curve, curveEntry, curveLayers, isWithin } from './curve-layers';
import { drawChart } from './draw-chart';
import { EmptyDataError } from './errors';
import { numberText } from './figures';
import { type LegendEntry, ticksFor } from './layout';
import { naturalSpline } from './natural-spline';
import { type GridPanel, panelGrid } from './panel-grid';
import { type AxisOptions, makeScale, requirePositive, type Scale } from './scale';
import type { Layer, Place } from './scene';
import { REFERENCE_STROKE, seriesStyle } from './series-style';
import { readText } from './text';
import { labelOf } from './ticks';
import { readNumber, readValues, requireArray, requireSameLength, requireSome, type Values } from './values';

/**
 * Scaled Schoenfeld residuals of a Cox model. Those of `@kium/survival`:
 * `{ ...fit, ...fit.residuals('scaled-schoenfeld'), proportionalHazardsTest: fit.proportionalHazardsTest() }`.
 */
export interface SchoenfeldData {
  /** The covariates. */
  names: readonly string[];
  /** Time of each event. */
  time: Values;
  /** Scaled residuals, events × covariates: they scatter around the coefficient at that time. */
  values: readonly Values[];
  /** The model's coefficients, a line each; a covariate of coefficient NaN is left out. */
  coefficients?: Values;
  /** Their covariance, the inverse of the information, for the bands. */
  modelCovariance?: readonly Values[];
  /** p values by covariate. */
  proportionalHazardsTest?: readonly { name: string; pValue: number }[];
}

/** Options of {@link schoenfeldChart}. */
export interface SchoenfeldChartOptions extends ChartOptions {
  /** `scale: 'log'` also smooths over the logarithm. Default name: `time`. */
  xAxis?: AxisOptions;
  /** Parameters of the spline, at least 2. Default 4, as R. */
  df?: number;
}

interface ReadPanel {
  name: string;
  pValue: number | undefined;
  residuals: number[];
  coefficient: number | undefined;
  curve: Curve | undefined;
}

/** Residuals nearer to one another than this share of a panel are drawn as one. */
const NEAR = 1 / 200;
const POINT = { marker: 'circle', size: 5, colour: 'axis' } as const;

/**
 * How the coefficients of a Cox model change over time: a panel a covariate, with the scaled Schoenfeld residuals, a
 * natural spline through them with a band of two standard errors, and the model's coefficient. If hazards are
 * proportional, the spline is level (Grambsch and Therneau 1994); drawn as R's `plot.cox.zph` does it on the given times.
 *
 * @returns an SVG document; 800 px wide by default
 * @throws {@link ChartsError} on bad input
 */
export function schoenfeldChart(data: SchoenfeldData, options: SchoenfeldChartOptions = {}): string {
  const read = readOptions(options, 800);
  const df = Math.round(readNumber('df', options.df ?? 4, { min: 2, max: 50 }));
  const xAxis = { name: 'time', ...options.xAxis };
  requireSome('names', data.names, 'one covariate');
  requireSome('time', data.time, 'one event');
  const time = readValues('time', data.time);
  requirePositive('time', time, xAxis);
  const panels = readPanels(data, time, df, xAxis.scale === 'log');
  if (panels.length === 0) throw new EmptyDataError('coefficients', 'one that is a number');
  const xName = readText('xAxis.name', xAxis.name);
  const grid = panels.map(
    (panel): GridPanel => ({
      title: titleOf(panel),
      xName,
      x: (width) => makeScale('xAxis', xAxis, time, ticksFor(width, 'x')),
      y: (height) => makeScale('values', {}, heights(panel), ticksFor(height, 'y')),
      layers: (x, y) => layersOf(panel, time, x, y),
    }),
  );
  const description = panels.map((panel) => `${titleOf(panel)}${described(panel)}`).join('. ');
  return drawChart(panelGrid(grid, entriesOf(panels), read), read, {
    title: 'Coefficients over time',
    description: `Scaled Schoenfeld residuals over ${xName}. ${description}.`,
  });
}

function readPanels(data: SchoenfeldData, time: readonly number[], df: number, isLog: boolean): ReadPanel[] {
  const { names, coefficients, modelCovariance, proportionalHazardsTest = [] } = data;
  requireArray('values', data.values);
  requireSameLength('values', data.values, 'time', time);
  requireArray('proportionalHazardsTest', proportionalHazardsTest);
  if (coefficients !== undefined) requireSameLength('coefficients', coefficients, 'names', names);
  const at = isLog ? time.map(Math.log) : time;
  return names.flatMap((given, j): ReadPanel[] => {
    const name = readText(`names[${j}]`, given);
    if (Number.isNaN(coefficients?.[j])) return [];
    const residuals = time.map((_, i) => {
      requireSameLength(`values[${i}]`, data.values[i]!, 'names', names);
      return readNumber(`values[${i}]`, data.values[i]![j], {}, j);
    });
    const pValue = proportionalHazardsTest.find((test) => test.name === given)?.pValue;
    return [
      {
        name,
        pValue: pValue === undefined ? undefined : readNumber('pValue', pValue, { min: 0, max: 1 }),
        residuals,
        coefficient: coefficients === undefined ? undefined : readNumber('coefficients', coefficients[j], {}, j),
        curve: smooth(
          at,
          residuals,
          df,
          isLog,
          modelCovariance === undefined ? undefined : variance(modelCovariance, j),
        ),
      },
    ];
  });
}

function variance(covariance: readonly Values[], j: number): number {
  return readNumber(`modelCovariance[${j}]`, covariance[j]?.[j], { min: 0 }, j);
}

/** No curve where there are too few different times for one. */
function smooth(
  at: readonly number[],
  residuals: readonly number[],
  df: number,
  isLog: boolean,
  variance: number | undefined,
): Curve | undefined {
  const fitted = naturalSpline(at, residuals, df);
  if (fitted === undefined) return undefined;
  const x = isLog ? fitted.x.map(Math.exp) : fitted.x;
  const curve = { text: 'smoothed', x, y: fitted.y, style: seriesStyle(0) };
  if (variance === undefined) return curve;
  // A scaled residual has about the variance events × that of the coefficient.
  const width = fitted.variance.map((share) => 2 * Math.sqrt(share * variance * at.length));
  const lower = fitted.y.map((value, i) => value - width[i]!);
  const upper = fitted.y.map((value, i) => value + width[i]!);
  return { ...curve, text: 'smoothed, ± 2 standard errors', band: { x, lower, upper } };
}

function* heights({ residuals, coefficient, curve }: ReadPanel): Iterable<number> {
  yield* residuals;
  if (coefficient !== undefined) yield coefficient;
  for (const values of [curve?.y, curve?.band?.lower, curve?.band?.upper]) yield* (values ?? []) as number[];
}

function layersOf({ residuals, coefficient, curve }: ReadPanel, time: readonly number[], x: Scale, y: Scale): Layer[] {
  const taken = new Set<string>();
  const points = residuals.map((value, i): Place => [x.place(time[i]!), y.place(value)]);
  const seen = points.filter(([across, up]) => {
    const cell = `${Math.round(across / NEAR)} ${Math.round(up / NEAR)}`;
    return isWithin([across, up]) && !taken.has(cell) && taken.add(cell);
  });
  const level = coefficient === undefined ? [] : [y.place(coefficient)];
  return [
    ...seen.map((at): Layer => ({ kind: 'marker', at, ...POINT })),
    ...level.map((up): Layer => ({ kind: 'segment', from: [0, up], to: [1, up], stroke: REFERENCE_STROKE })),
    ...(curve === undefined ? [] : curveLayers(curve, x, y)),
  ];
}

function entriesOf(panels: readonly ReadPanel[]): LegendEntry[] {
  const curve = panels.find((panel) => panel.curve !== undefined)?.curve;
  const hasLine = panels.some(({ coefficient }) => coefficient !== undefined);
  return [
    { text: 'log hazard ratio at an event (scaled residual)', marker: POINT },
    ...(curve === undefined ? [] : [curveEntry(curve)]),
    ...(hasLine ? [{ text: "the model's, the same at all times", stroke: REFERENCE_STROKE }] : []),
  ];
}

function titleOf({ name, pValue }: ReadPanel): string {
  if (pValue === undefined) return name;
  return `${name}: ${pValue < 0.001 ? 'p < 0.001' : `p = ${numberText(pValue, 3)}`}`;
}

function described({ coefficient, curve }: ReadPanel): string {
  const line = coefficient === undefined ? '' : `, coefficient ${labelOf(coefficient, 3)}`;
  if (curve === undefined) return `${line}, too few different times for a smooth curve`;
  const [first, last] = [curve.y[0]!, curve.y.at(-1)!];
  return `${line}, smoothed from ${labelOf(first, 3)} to ${labelOf(last, 3)}`;
}
