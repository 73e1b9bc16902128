import type { Results } from '../results';
import type { Evaluations } from '../steps/6-evaluate';
import { drawCharts } from './charts';
import type { ReportContents } from './contents';

/** All that the page tells. */
export function gatherContents(
  results: Results,
  { test, heldOut }: Evaluations,
  more: Pick<ReportContents, 'settings' | 'images' | 'files'>,
): ReportContents {
  const { cases, evaluation } = test ?? heldOut;
  return {
    ...{ results, shown: test ? 'test' : 'heldOut', evaluation, ...more },
    charts: drawCharts(results, cases, evaluation),
  };
}
