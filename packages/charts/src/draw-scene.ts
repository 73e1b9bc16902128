import { type EChartsOption, init } from 'echarts';
import type { Scale } from './scale';
import type { Label, Layer, Panel, Place, Scene } from './scene';
import { areaShape, markerShape, type Shape, strokeShape, strokeStyle, swatchShapes } from './shapes';
import { FONT_FAMILY, FONT_SIZE } from './text';
import { roleVariable } from './theme';
import { thinned } from './thinned';

/**
 * Stands before every text that ECharts gets, and is taken away again. Its cache of widths takes texts for keys of a plain
 * object: a label `__proto__` would change Object.prototype (zrender 6.1.0, core/LRU).
 */
export const TEXT_MARK = '\u0002';
/** Which layers lie above which. */
const DEPTH: Record<Layer['kind'], number> = { area: 2, segment: 3, line: 4, marker: 5, text: 6 };
/** Texts outside of layers lie above everything. */
const LABEL_DEPTH = 10;

/** What ECharts draws of a scene, as SVG; colours stand as variables, see `svgDocument`. */
export function drawScene({ width, height, panels, labels, swatches }: Scene): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: roleVariable('background'),
      textStyle: { fontFamily: FONT_FAMILY },
      grid: panels.map(({ left, top, width, height }) => ({ left, top, width, height })),
      xAxis: panels.map((panel, i) => axisOf(panel.x, i, panel.xLabels ?? true, panel.grid !== 'y')),
      yAxis: panels.map((panel, i) => axisOf(panel.y, i, true, panel.grid !== 'x')),
      series: panels.flatMap((panel, i) => panel.layers.map((layer) => seriesOf(layer, panel, i))),
      graphic: [...swatches.flatMap(swatchShapes), ...labels.map(textElement)],
    } as EChartsOption);
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** An axis from 0 to 1: the scale has already turned numbers into places, the same for linear and logarithmic ones. */
function axisOf(scale: Scale | undefined, gridIndex: number, hasLabels: boolean, hasGrid: boolean) {
  const common = { gridIndex, type: 'value', min: 0, max: 1 };
  if (scale === undefined) return { ...common, show: false };
  const places = scale.ticks.map(({ place }) => place);
  const labelAt = new Map(scale.ticks.map(({ place, label }) => [place, label]));
  const stroke = { color: roleVariable('axis'), width: 1 };
  return {
    ...common,
    axisLine: { show: true, lineStyle: stroke },
    axisTick: { show: true, customValues: places, length: 4, lineStyle: stroke },
    axisLabel: {
      show: hasLabels,
      customValues: places,
      formatter: (place: number) => marked(labelAt.get(place) ?? ''),
      fontSize: FONT_SIZE.small,
      color: roleVariable('muted'),
      margin: 7,
    },
    splitLine: { show: hasGrid, lineStyle: { color: roleVariable('grid'), width: 1 } },
    minorTick: { show: false },
  };
}

function seriesOf(layer: Layer, panel: Panel, index: number) {
  const common = { xAxisIndex: index, yAxisIndex: index, silent: true, z: DEPTH[layer.kind] };
  if (layer.kind === 'line') {
    return {
      ...common,
      type: 'line',
      data: thinned(layer.points, panel).map((point) => point ?? [null, null]),
      showSymbol: false,
      lineStyle: lineStyleOf(layer.stroke),
      clip: true,
    };
  }
  return {
    ...common,
    type: 'custom',
    data: [[0, 0]],
    renderItem: () => shapeOf(layer, panel),
    // Markers and texts may hang over the edge; areas and, by default, segments end there.
    clip: layer.kind === 'area' || (layer.kind === 'segment' && !layer.overhangs),
  };
}

function lineStyleOf(stroke: Parameters<typeof strokeStyle>[0]) {
  const { stroke: color, lineWidth: width, lineDash } = strokeStyle(stroke);
  return { color, width, type: lineDash ?? 'solid', cap: 'butt', join: 'round' };
}

function shapeOf(layer: Exclude<Layer, { kind: 'line' }>, panel: Panel) {
  const px = ([x, y]: Place): Place => [panel.left + x * panel.width, panel.top + (1 - y) * panel.height];
  switch (layer.kind) {
    case 'area':
      return areaShape((thinned(layer.polygon, panel) as Place[]).map(px), layer.fill, layer.opacity, layer.stroke);
    case 'marker':
      return markerShape(px(layer.at), layer.marker, layer.size, layer.colour, layer.hollow);
    case 'segment':
      return { type: 'group', children: segmentShapes(px(layer.from), px(layer.to), layer) };
    case 'text': {
      const [x, y] = px(layer.at);
      const [right, down] = layer.shift ?? [0, 0];
      return textElement({ ...layer, x: x + right, y: y + down, hasHalo: true });
    }
  }
}

function segmentShapes(from: Place, to: Place, { stroke, caps = 0 }: Extract<Layer, { kind: 'segment' }>): Shape[] {
  const isUpright = from[0] === to[0];
  const cap = ([x, y]: Place): Place[] =>
    isUpright
      ? [
          [x - caps, y],
          [x + caps, y],
        ]
      : [
          [x, y - caps],
          [x, y + caps],
        ];
  const ends = caps > 0 ? [from, to].map((end) => strokeShape(cap(end), { ...stroke, dash: undefined })) : [];
  return [strokeShape([from, to], stroke), ...ends];
}

/** A text; with a halo of the ground's colour where lines may pass below it. */
function textElement({ x, y, text, size, colour, align, bold, hasHalo }: Label & { hasHalo?: boolean }) {
  return {
    type: 'text',
    z: LABEL_DEPTH,
    style: {
      text: marked(text),
      x: Math.round(x * 10) / 10,
      y: Math.round(y * 10) / 10,
      fill: roleVariable(colour),
      fontSize: size,
      fontFamily: FONT_FAMILY,
      fontWeight: bold ? 'bold' : 'normal',
      textAlign: align,
      textVerticalAlign: 'middle',
      ...(hasHalo ? { stroke: roleVariable('background'), lineWidth: 4 } : {}),
    },
    silent: true,
  };
}

function marked(text: string): string {
  return text === '' ? '' : TEXT_MARK + text;
}
