import type { ReportContents } from './contents';
import { count, figure } from './format';

/** The AUROC that guessing gives. */
export const CHANCE = 0.5;

/** Whose figures the page shows. */
export function whose({ shown, evaluation }: Pick<ReportContents, 'shown' | 'evaluation'>): string {
  return count(evaluation.patients, shown === 'test' ? 'test patient' : 'held-out training patient');
}

/** The AUROC as a clinician would put it: how often the right one of two patients is given the higher score. */
export function mainSentence(contents: Pick<ReportContents, 'shown' | 'evaluation'>): string {
  const { auroc, positives } = contents.evaluation.presence;
  if (auroc === null) {
    return `Of ${whose(contents)}, ${positives === 0 ? 'none has' : 'all have'} an aneurysm, so it can’t be told how well the model tells patients apart.`;
  }
  const hundred = (share: number) => figure(100 * share, 0);
  return (
    `Of two patients, one with an aneurysm and one without, the model gives the one with the aneurysm the higher score ` +
    `${hundred(auroc.estimate)} times in 100 (${Math.round(100 * auroc.level)}\u00a0% interval ${hundred(auroc.lower)} to ` +
    `${hundred(auroc.upper)}); guessing gives 50. This is over ${whose(contents)}.`
  );
}
