import { hazardRatioPlot, schoenfeldChart, survivalChart, type Theme } from '@kium/charts';
import type { Analysis } from './analysis';
import type { Settings } from './arguments';
import { probability } from './words';

/** The pictures by file name, as SVG. */
export function drawPictures(analysis: Analysis, { group, time, verb }: Settings, theme: Theme = 'auto') {
  const { fit, curves, logRank, proportionalHazards } = analysis;
  const xAxis = { name: time };
  return {
    'survival.svg': survivalChart(curves, {
      title: `Survival by ${group} (log-rank ${probability(logRank.pValue)})`,
      xAxis,
      yAxis: { name: verb === 'had the event' ? 'share without the event' : `share who have not ${verb}` },
      width: 640,
      theme,
    }),
    'hazard-ratios.svg': hazardRatioPlot(fit.summary(), { title: 'Hazard ratios of the Cox model', theme }),
    'proportional-hazards.svg': schoenfeldChart(
      { ...fit, ...fit.residuals('scaled-schoenfeld'), proportionalHazardsTest: proportionalHazards },
      { title: 'Do the ratios hold over the whole follow-up?', xAxis, theme },
    ),
  };
}
