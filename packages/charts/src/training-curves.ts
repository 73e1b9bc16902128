import { type ChartOptions, readOptions } from './chart-options';
import { type Curve, curveEntry, curveLayers } from './curve-layers';
import { drawChart } from './draw-chart';
import { ticksFor } from './layout';
import { type GridPanel, panelGrid } from './panel-grid';
import { type AxisOptions, makeScale, requirePositive } from './scale';
import { seriesStyle } from './series-style';
import { readText } from './text';
import { labelOf } from './ticks';
import {
  readValues,
  requireMonotone,
  requireSameLength,
  requireSome,
  type Values,
  type ValuesOrMissing,
} from './values';

/** One panel of training curves: a figure by epoch, of the training data and of the held-out data. */
export interface TrainingPanel {
  /** What the figure is, e.g. `loss`. */
  title: string;
  /** The figure after each epoch; missing where it was not measured. */
  training: ValuesOrMissing;
  /** The same of held-out data, same length. */
  heldOut?: ValuesOrMissing;
  /** Numbers of the epochs, ascending. Default 1, 2, 3 … */
  epochs?: Values;
  /** The axis of the figure, e.g. `{ min: 0 }` for a loss. */
  yAxis?: AxisOptions;
}

/** Options of {@link trainingCurves}. */
export interface TrainingCurvesOptions extends ChartOptions {
  /** What the legend calls both. Default `training` and `held-out`. */
  names?: { training?: string; heldOut?: string };
}

interface ReadPanel {
  title: string;
  curves: Curve[];
  yAxis: AxisOptions;
  epochs: number[];
}

const FEWEST_WITH_MARKERS = 40;

/**
 * Training against held-out data by epoch, a panel for each figure; two panels side by side if there is room.
 *
 * @param panels - one panel or several
 * @returns an SVG document; 800 px wide by default
 * @throws {@link ChartsError} on bad input
 */
export function trainingCurves(
  panels: TrainingPanel | readonly TrainingPanel[],
  options: TrainingCurvesOptions = {},
): string {
  const read = readOptions(options, 800);
  const list = Array.isArray(panels) ? (panels as readonly TrainingPanel[]) : [panels as TrainingPanel];
  requireSome('panels', list, 'one panel');
  const names = {
    training: readText('names.training', options.names?.training ?? 'training'),
    heldOut: readText('names.heldOut', options.names?.heldOut ?? 'held-out'),
  };
  const readPanels = list.map((panel, i) => readPanel(panel, `panels[${i}]`, names));
  const both = readPanels.find(({ curves }) => curves.length > 1) ?? readPanels[0]!;
  const parts = panelGrid(
    readPanels.map((panel, i) => gridPanel(panel, `panels[${i}].yAxis`)),
    both.curves.map(curveEntry),
    read,
  );
  const description = `${readPanels.map(described).join('. ')}.`;
  return drawChart(parts, read, { title: 'Training curves', description });
}

function gridPanel({ title, curves, yAxis, epochs }: ReadPanel, argument: string): GridPanel {
  const values = curves.flatMap(({ y }) => y.filter((value) => value !== null));
  return {
    title,
    xName: 'epoch',
    x: (width) => makeScale('epochs', epochAxis(epochs, ticksFor(width, 'x')), epochs, 5),
    y: (height) => makeScale(argument, yAxis, values, ticksFor(height, 'y')),
    layers: (x, y) => curves.flatMap((curve) => curveLayers(curve, x, y)),
  };
}

/** Half an epoch of room at both ends, and ticks at whole epochs. */
function epochAxis(epochs: readonly number[], most: number): AxisOptions {
  const [first, last] = [epochs[0]!, epochs.at(-1)!];
  const room = Math.max((last - first) * 0.02, last === first ? 0.5 : 0);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, (last - first) / most)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => (last - first) / candidate <= most)!;
  const start = Math.ceil(first / step);
  const count = Math.floor(last / step) - start + 1;
  const ticks = Array.from({ length: count }, (_, i) => (start + i) * step);
  return { min: first - room, max: last + room, ticks };
}

function readPanel(panel: TrainingPanel, argument: string, names: { training: string; heldOut: string }): ReadPanel {
  const title = readText(`${argument}.title`, panel.title);
  requireSome(`${argument}.training`, panel.training, 'one epoch');
  const { yAxis = {} } = panel;
  const epochs =
    panel.epochs === undefined
      ? Array.from(panel.training, (_, i) => i + 1)
      : readValues(`${argument}.epochs`, panel.epochs, 'none', { min: 0, max: Number.MAX_SAFE_INTEGER });
  requireMonotone(`${argument}.epochs`, epochs);
  const curves = (['training', 'heldOut'] as const).flatMap((key, index): Curve[] => {
    const values = panel[key];
    if (values === undefined) return [];
    const y = readValues(`${argument}.${key}`, values, 'missing');
    requireSameLength(
      `${argument}.${key}`,
      y,
      panel.epochs === undefined ? `${argument}.training` : `${argument}.epochs`,
      epochs,
    );
    requirePositive(`${argument}.${key}`, y, yAxis);
    return [
      { text: names[key], x: epochs, y, style: seriesStyle(index), markers: epochs.length <= FEWEST_WITH_MARKERS },
    ];
  });
  return { title, curves, yAxis, epochs };
}

function described({ title, curves, epochs }: ReadPanel): string {
  const last = curves.map(({ text, y }) => {
    const value = y.filter((candidate) => candidate !== null).at(-1);
    return `${text} ${value === undefined ? 'not measured' : labelOf(value, 4)}`;
  });
  return `${title}, epochs ${epochs[0]} to ${epochs.at(-1)}, at the end: ${last.join(', ')}`;
}
