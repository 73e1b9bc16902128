import type { EpochRecord } from '@kium/training';
import { init } from 'echarts';

const WIDTH = 960;
const HEIGHT = 640;
/** Blue and orange that people with colour-vision deficiencies tell apart (Okabe and Ito, 2008). */
const TRAIN_COLOUR = '#0072b2';
const HELD_OUT_COLOUR = '#d55e00';

interface Panel {
  title: string;
  train: (number | undefined)[];
  heldOut: (number | undefined)[];
  range: { min?: number; max?: number };
}

/** Loss and accuracy of both models by epoch, as an SVG picture; drawn without a browser. */
export function drawCurves(presence: readonly EpochRecord[], location: readonly EpochRecord[]): string {
  const panels = [...panelsOf('Presence', presence), ...panelsOf('Location', location)];
  const place = (i: number) => ({
    left: i % 2 === 0 ? '7%' : '56%',
    top: i < 2 ? '13%' : '59%',
    width: '39%',
    height: '31%',
  });
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    legend: { top: 8, itemGap: 32, data: ['training', 'held-out patients'] },
    title: panels.map(({ title }, i) => {
      const { left, top } = place(i);
      return { text: title, left, top: `${Number.parseFloat(top) - 5}%`, textStyle: { fontSize: 14 } };
    }),
    grid: panels.map((_, i) => place(i)),
    xAxis: panels.map(({ train }, i) => ({
      gridIndex: i,
      name: 'epoch',
      nameLocation: 'middle',
      nameGap: 26,
      type: 'category',
      data: train.map((_, epoch) => epoch + 1),
    })),
    yAxis: panels.map(({ range }, i) => ({ gridIndex: i, type: 'value', scale: true, ...range })),
    series: panels.flatMap(({ train, heldOut }, i) => [
      line('training', i, train, TRAIN_COLOUR, 'circle'),
      line('held-out patients', i, heldOut, HELD_OUT_COLOUR, 'triangle'),
    ]),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function panelsOf(name: string, epochs: readonly EpochRecord[]): Panel[] {
  return [
    {
      title: `${name}: loss`,
      train: epochs.map(({ loss }) => loss),
      heldOut: epochs.map(({ valLoss }) => valLoss),
      range: { min: 0 },
    },
    {
      title: `${name}: accuracy`,
      train: epochs.map(({ accuracy }) => accuracy),
      heldOut: epochs.map(({ valAccuracy }) => valAccuracy),
      range: { max: 1 },
    },
  ];
}

function line(name: string, panel: number, data: (number | undefined)[], color: string, symbol: string) {
  return {
    name,
    type: 'line',
    xAxisIndex: panel,
    yAxisIndex: panel,
    data: data.map((value) => value ?? null),
    color,
    symbol,
    symbolSize: 7,
    lineStyle: { width: 2 },
  };
}
