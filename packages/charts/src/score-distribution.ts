import { type ChartOptions, readOptions } from './chart-options';
import { drawChart } from './draw-chart';
import { InvalidValueError } from './errors';
import { histogram } from './histogram';
import { histogramEntry, histogramLayers } from './histogram-layers';
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
import { readRules, ruleLayers, rulesHeight } from './rules';
import { type AxisOptions, makeScale } from './scale';
import type { Panel } from './scene';
import { seriesStyle } from './series-style';
import { readText } from './text';
import { labelOf } from './ticks';
import { readNumber, readValues, requireArray, requireSome, type Values } from './values';

/** The scores of one class. */
export interface ScoreClass {
  /** What the legend calls it, e.g. `no aneurysm`. */
  name: string;
  /** Finite numbers; may be empty as long as another class is not. */
  scores: Values;
}

/** A threshold to be drawn. */
export interface ScoreThreshold {
  /** How it was chosen, e.g. `mean + σ`. */
  name: string;
  value: number;
}

/** Options of {@link scoreDistribution}. */
export interface ScoreDistributionOptions extends ChartOptions {
  /** Thresholds, drawn as upright lines with their names. */
  thresholds?: readonly ScoreThreshold[];
  /**
   * What the height is: `'count'` (default), `'log-count'` on a logarithmic axis, for rare positives, or `'density'`: each
   * class's histogram has the area 1.
   */
  heights?: 'count' | 'log-count' | 'density';
  /** Number of bins, 1 to 500. Default 30. */
  bins?: number;
  /** Where the axis of the scores starts. Default 0 if scores and thresholds lie in [0, 1], else below the lowest. */
  min?: number;
  /** Where it ends. Default 1 if scores and thresholds lie in [0, 1], else above the highest. */
  max?: number;
  /** What the scores are. Default `score`. */
  scoreName?: string;
}

const HEIGHTS = { count: 'count', 'log-count': 'count (log)', density: 'density' } as const;

/**
 * Histograms of the scores by class over one another, in the same bins, with thresholds.
 *
 * @param classes - one class or several
 * @returns an SVG document; 560 px wide by default
 * @throws {@link ChartsError} on bad input
 */
export function scoreDistribution(classes: readonly ScoreClass[], options: ScoreDistributionOptions = {}): string {
  const read = readOptions(options, 560);
  const { heights = 'count' } = options;
  if (!Object.hasOwn(HEIGHTS, heights)) {
    throw new InvalidValueError('heights', heights, "'count', 'log-count' or 'density'");
  }
  requireSome('classes', classes, 'one class');
  const lists = classes.map(({ name, scores }, i) => {
    return { name: readText(`classes[${i}].name`, name), scores: readValues(`classes[${i}].scores`, scores) };
  });
  const all = lists.flatMap(({ scores }) => scores);
  requireSome('classes', all, 'one score');
  const bins = Math.round(readNumber('bins', options.bins ?? 30, { min: 1, max: 500 }));
  requireArray('thresholds', options.thresholds ?? []);
  const thresholds = (options.thresholds ?? []).map(({ name, value }, i) => ({
    name: `${readText(`thresholds[${i}].name`, name)} ${labelOf(readNumber(`thresholds[${i}].value`, value), 3)}`,
    x: value,
  }));
  const rules = readRules('thresholds', thresholds, {});

  const title = titleBlock(read);
  const seen = [...all, ...thresholds.map(({ x }) => x)];
  const axis = { ...endsOf(seen, options), name: readText('scoreName', options.scoreName ?? 'score') };
  const domain = makeScale('score', axis, seen, 6);
  const { edges, counts } = histogram(
    lists.map(({ scores }) => scores),
    domain.min,
    domain.max,
    bins,
  );
  const columns = counts.map((column, i) => {
    const width = domain.max / bins - domain.min / bins;
    return heights === 'density' ? column.map((count) => count / Math.max(1, lists[i]!.scores.length) / width) : column;
  });
  const suited = Math.max(170, read.width * 0.45);
  const yAxis = {
    name: HEIGHTS[heights],
    ...(heights === 'log-count' ? { scale: 'log' as const, min: 0.5 } : { min: 0 }),
  };
  const y = makeScale('heights', yAxis, columns.flat(), ticksFor(suited, 'y'));
  const left = leftOf(y);
  const width = read.width - left - PADDING - 8;
  const x = withoutOverlaps(makeScale('score', axis, seen, ticksFor(width, 'x')), width);
  const named = lists.map(({ name, scores }) => `${name} (n = ${scores.length})`);
  const entries = named.map((name, i) => histogramEntry(name, seriesStyle(i)));
  const namesHeight = rulesHeight(rules, x, width);
  const top = title.height + aboveOf(y.name) + namesHeight;
  const others = top + belowOf(x.name) + legendBlock(entries, 0, read.width).height + PADDING;
  const height = plotHeight(read, others, suited);
  const layers = [
    ...columns.flatMap((column, i) => histogramLayers(edges, column, seriesStyle(i), x, y)),
    ...ruleLayers(rules, x, y, width, height),
  ];
  const panel: Panel = { left, top, width, height, x, y, layers };
  const blocks = [title, legendBlock(entries, top + height + belowOf(x.name), read.width)];
  const labels = axisNames({ ...panel, top: top - namesHeight, height: height + namesHeight });
  return drawChart({ height: others + height, panels: [panel], blocks, labels }, read, {
    title: 'Distribution of scores',
    description: `Scores from ${labelOf(domain.min)} to ${labelOf(domain.max)} of ${named.join(', ')}. ${
      rules.length === 0 ? 'No threshold' : `Thresholds: ${rules.map(({ name }) => name).join(', ')}`
    }.`,
  });
}

/** The axis of the scores: [0, 1] if all lie in it; else round numbers around them. */
function endsOf(values: readonly number[], { min, max }: ScoreDistributionOptions): AxisOptions {
  const areShares = values.every((value) => value >= 0 && value <= 1);
  const given = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  return areShares ? { min: 0, max: 1, ...given } : given;
}
