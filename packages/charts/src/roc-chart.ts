import { type ChartOptions, readOptions } from './chart-options';
import type { Curve } from './curve-layers';
import { estimateText, numberText } from './figures';
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

/** A ROC curve. What `rocCurve` of `@kium/metrics` gives can be spread into it. */
export interface RocCurveData {
  /** What the legend calls it, e.g. the model. */
  name: string;
  /** False positive rate (1 − specificity) of each point, in [0, 1]. */
  fpr: Values;
  /** True positive rate (sensitivity) of each point, in [0, 1]; same length. */
  tpr: Values;
  /** Area under the curve for the legend, with its interval if it has one; in [0, 1]. */
  area?: number | EstimateData;
  /** Pointwise band of the sensitivity over `x`, a grid of false positive rates; in [0, 1]. */
  band?: BandData;
  /** Operating points, drawn as markers and told in the legend. */
  points?: readonly RocPoint[];
}

/** An operating point on a ROC curve. */
export interface RocPoint {
  /** How the point was chosen, e.g. `Youden`. */
  name: string;
  fpr: number;
  tpr: number;
}

/** Options of {@link rocChart}. */
export interface RocChartOptions extends ChartOptions {
  /** What the area is called. Default `'AUROC'`. */
  areaName?: string;
  /** What the bands are, for the legend, e.g. `95 % interval of the sensitivity`. Default: not said. */
  bandName?: string;
}

const UNIT = { min: 0, max: 1 };

/**
 * ROC curves with the line of chance, on equally long axes.
 *
 * @param curves - one curve or several
 * @returns an SVG document; 480 px wide by default
 * @throws {@link ChartsError} on bad input
 */
export function rocChart(curves: RocCurveData | readonly RocCurveData[], options: RocChartOptions = {}): string {
  const read = readOptions(options, 480);
  const areaName = readText('areaName', options.areaName ?? 'AUROC');
  const list = Array.isArray(curves) ? (curves as readonly RocCurveData[]) : [curves as RocCurveData];
  requireSome('curves', list, 'one curve');
  const drawn = list.map((data, i) => readCurve(data, `curves[${i}]`, i, areaName));
  const points = list.flatMap((data, i) => readPoints(data, `curves[${i}]`, i, list.length > 1));
  const notes = options.bandName === undefined ? [] : [{ ...BAND_ENTRY, text: readText('bandName', options.bandName) }];
  const description = `False positive rate from left to right, sensitivity upwards, both from 0 to 1. ${drawn
    .map(({ text }) => text)
    .concat(points.map(({ text }) => text))
    .join('; ')}.`;
  return drawSquarePlot(
    {
      xName: '1 − specificity (false positive rate)',
      yName: 'sensitivity (true positive rate)',
      curves: drawn,
      points,
      reference: { from: [0, 0], to: [1, 1], text: 'chance' },
      notes,
    },
    read,
    { title: drawn.length === 1 ? 'ROC curve' : 'ROC curves', description },
  );
}

function readCurve(data: RocCurveData, argument: string, index: number, areaName: string): Curve {
  const name = readText(`${argument}.name`, data.name);
  requireSome(`${argument}.fpr`, data.fpr, 'one point');
  const fpr = readValues(`${argument}.fpr`, data.fpr, 'none', UNIT);
  const tpr = readValues(`${argument}.tpr`, data.tpr, 'none', UNIT);
  requireSameLength(`${argument}.tpr`, tpr, `${argument}.fpr`, fpr);
  requireMonotone(`${argument}.fpr`, fpr);
  const area =
    data.area === undefined ? '' : `: ${areaName} ${estimateText(readEstimate(`${argument}.area`, data.area, UNIT))}`;
  return {
    text: name + area,
    x: fpr,
    y: tpr,
    style: seriesStyle(index),
    band: data.band === undefined ? undefined : readBand(`${argument}.band`, data.band, UNIT),
  };
}

function readPoints(data: RocCurveData, argument: string, index: number, named: boolean): NamedPoint[] {
  requireArray(`${argument}.points`, data.points ?? []);
  return (data.points ?? []).map((point, i): NamedPoint => {
    const place = `${argument}.points[${i}]`;
    const [x, y] = [readNumber(`${place}.fpr`, point.fpr, UNIT), readNumber(`${place}.tpr`, point.tpr, UNIT)];
    const name = `${named ? `${readText(`${argument}.name`, data.name)}, ` : ''}${readText(`${place}.name`, point.name)}`;
    const text = `${name}: sensitivity ${numberText(y, 2)}, specificity ${numberText(1 - x, 2)}`;
    return { x, y, text, style: seriesStyle(index) };
  });
}
