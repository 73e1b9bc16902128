import { type ChartOptions, readOptions } from './chart-options';
import type { Curve } from './curve-layers';
import { estimateText, numberText } from './figures';
import type { Step } from './scene';
import { seriesStyle } from './series-style';
import { BAND_ENTRY, drawSquarePlot, type NamedPoint } from './square-plot';
import { readText } from './text';
import {
  type BandData,
  type EstimateData,
  readBand,
  readEstimate,
  readNumber,
  readValues,
  requireArray,
  requireMonotone,
  requireSameLength,
  requireSome,
  type Values,
} from './values';

/** A precision–recall curve. What `precisionRecallCurve` of `@kium/metrics` gives can be spread into it. */
export interface PrecisionRecallCurveData {
  /** What the legend calls it, e.g. the model. */
  name: string;
  /** Recall (sensitivity) of each point, in [0, 1]; rising or falling throughout. */
  recall: Values;
  /** Precision (positive predictive value) of each point, in [0, 1]; same length. */
  precision: Values;
  /** Average precision for the legend, with its interval if it has one; in [0, 1]. */
  area?: number | EstimateData;
  /** Pointwise band of the precision over `x`, a grid of recalls; in [0, 1]. */
  band?: BandData;
  /** Operating points, drawn as markers and told in the legend. */
  points?: readonly PrecisionRecallPoint[];
}

/** An operating point on a precision–recall curve. */
export interface PrecisionRecallPoint {
  /** How the point was chosen, e.g. `max F1`. */
  name: string;
  recall: number;
  precision: number;
}

/** Options of {@link precisionRecallChart}. */
export interface PrecisionRecallChartOptions extends ChartOptions {
  /** Share of positives, in [0, 1]: the precision of chance, drawn as a line. Default: no line. */
  prevalence?: number;
  /** What the area is called. Default `'AP'`. */
  areaName?: string;
  /** What the bands are, for the legend. Default: not said. */
  bandName?: string;
}

const UNIT = { min: 0, max: 1 };

/**
 * Precision–recall curves, with the line of chance if the prevalence is given. A curve is drawn with steps, at each
 * recall the precision of the next higher point: the area below is the average precision, which straight lines would
 * overstate (Davis and Goadrich, ICML 2006).
 *
 * @param curves - one curve or several
 * @returns an SVG document; 480 px wide by default
 * @throws {@link ChartsError} on bad input
 */
export function precisionRecallChart(
  curves: PrecisionRecallCurveData | readonly PrecisionRecallCurveData[],
  options: PrecisionRecallChartOptions = {},
): string {
  const read = readOptions(options, 480);
  const areaName = readText('areaName', options.areaName ?? 'AP');
  const list = Array.isArray(curves)
    ? (curves as readonly PrecisionRecallCurveData[])
    : [curves as PrecisionRecallCurveData];
  requireSome('curves', list, 'one curve');
  const drawn = list.map((data, i) => readCurve(data, `curves[${i}]`, i, areaName));
  const points = list.flatMap((data, i) => readPoints(data, `curves[${i}]`, i, list.length > 1));
  const reference = referenceOf(options.prevalence);
  const facts = [...drawn, ...points, ...(reference === undefined ? [] : [reference])].map(({ text }) => text);
  return drawSquarePlot(
    {
      xName: 'recall (sensitivity)',
      yName: 'precision (positive predictive value)',
      curves: drawn,
      points,
      ...(reference === undefined ? {} : { reference }),
      notes: options.bandName === undefined ? [] : [{ ...BAND_ENTRY, text: readText('bandName', options.bandName) }],
    },
    read,
    {
      title: drawn.length === 1 ? 'Precision–recall curve' : 'Precision–recall curves',
      description: `Recall from left to right, precision upwards, both from 0 to 1. ${facts.join('; ')}.`,
    },
  );
}

function referenceOf(prevalence: number | undefined) {
  if (prevalence === undefined) return undefined;
  const share = readNumber('prevalence', prevalence, UNIT);
  const text = `chance (prevalence ${numberText(share, 3)})`;
  return { from: [0, share] as const, to: [1, share] as const, text };
}

function readCurve(data: PrecisionRecallCurveData, argument: string, index: number, areaName: string): Curve {
  const name = readText(`${argument}.name`, data.name);
  requireSome(`${argument}.recall`, data.recall, 'one point');
  const recall = readValues(`${argument}.recall`, data.recall, 'none', UNIT);
  const precision = readValues(`${argument}.precision`, data.precision, 'none', UNIT);
  requireSameLength(`${argument}.precision`, precision, `${argument}.recall`, recall);
  requireMonotone(`${argument}.recall`, recall);
  const area =
    data.area === undefined ? '' : `: ${areaName} ${estimateText(readEstimate(`${argument}.area`, data.area, UNIT))}`;
  const step: Step = recall.at(-1)! < recall[0]! ? 'after' : 'before';
  const style = seriesStyle(index);
  const band = data.band === undefined ? undefined : readBand(`${argument}.band`, data.band, UNIT);
  return { text: name + area, x: recall, y: precision, style, step, band };
}

function readPoints(data: PrecisionRecallCurveData, argument: string, index: number, named: boolean): NamedPoint[] {
  requireArray(`${argument}.points`, data.points ?? []);
  return (data.points ?? []).map((point, i): NamedPoint => {
    const place = `${argument}.points[${i}]`;
    const x = readNumber(`${place}.recall`, point.recall, UNIT);
    const y = readNumber(`${place}.precision`, point.precision, UNIT);
    const curve = named ? `${readText(`${argument}.name`, data.name)}, ` : '';
    const name = curve + readText(`${place}.name`, point.name);
    return {
      x,
      y,
      text: `${name}: recall ${numberText(x, 2)}, precision ${numberText(y, 2)}`,
      style: seriesStyle(index),
    };
  });
}
