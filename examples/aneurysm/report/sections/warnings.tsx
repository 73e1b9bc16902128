import type { ReportContents } from '../contents';
import { Warning } from '../elements/warning';
import { count, withInterval } from '../format';
import { CHANCE } from '../main-result';

/** What a reader must know before relying on the result. */
export function Warnings({ contents: { evaluation, results, shown } }: { contents: ReportContents }) {
  const { presence, patients } = evaluation;
  const { auroc, positives } = presence;
  return (
    <>
      {auroc !== null && auroc.upper < CHANCE && (
        <Warning title="Worse than chance.">
          {`The interval of the AUROC, ${withInterval(auroc)}, lies below ${CHANCE}, which is what guessing gives.`}
        </Warning>
      )}
      {auroc !== null && auroc.lower <= CHANCE && CHANCE <= auroc.upper && (
        <Warning title="Not told apart from chance.">
          {`The interval of the AUROC, ${withInterval(auroc)}, includes ${CHANCE}, which is what guessing gives.`}
        </Warning>
      )}
      {results.info.data.kind === 'generated' && (
        <Warning title="Generated patients.">
          A program drew these angiograms. The figures tell what the pipeline learnt from such drawings, and nothing
          about patients.
        </Warning>
      )}
      {shown === 'heldOut' && (
        <Warning title="The truth of the test patients is not known.">
          There is no groundtruth.csv, so all figures are of training patients that were held out of the training. The
          decision on each of them comes from thresholds that were fitted on the others.
        </Warning>
      )}
      {presence.fewCases && (
        <Warning title="Few patients.">
          {`${count(positives)} with and ${count(patients - positives)} without an aneurysm: every interval is rough, and rather too narrow than too wide.`}
        </Warning>
      )}
    </>
  );
}
