import type { ReportContents } from '../contents';
import { Chart } from '../elements/chart';
import { DataTable } from '../elements/data-table';
import { Section } from '../elements/section';
import { figure, percent } from '../format';

/** Whether scores are probabilities, before and after Platt's curve. */
export function CalibrationSection({ contents: { charts, evaluation } }: { contents: ReportContents }) {
  const { raw, platt, constant } = evaluation.presence.probability;
  return (
    <Section
      id="calibration"
      title="Are the scores probabilities?"
      how="Of the patients with a score near 0.3, three in ten should have an aneurysm: points on the diagonal say that this is so. After calibration, a curve through the held-out patients’ scores, the score can be read as a probability if its points lie closer."
    >
      <Chart drawn={charts.calibration} />
      <DataTable
        id="probability"
        caption="Presence: distance of scores and truth, lower is better"
        head={['Score', 'Brier score', 'Log loss', 'Calibration error']}
        rows={[
          [
            'as the model gives it',
            figure(raw.brier, 4),
            figure(raw.logLoss, 4),
            figure(raw.expectedCalibrationError, 4),
          ],
          [
            'calibrated (Platt)',
            figure(platt.brier, 4),
            figure(platt.logLoss, 4),
            figure(platt.expectedCalibrationError, 4),
          ],
          [
            `the same for everyone: ${percent(constant.probability)}`,
            figure(constant.brier, 4),
            figure(constant.logLoss, 4),
            figure(0, 4),
          ],
        ]}
      />
      <p class="note">
        The Brier score is the mean squared distance, the log loss punishes being surely wrong, the calibration error is
        the mean distance of the points from the diagonal. A model that knows nothing can be well calibrated: the last
        row is one.
      </p>
    </Section>
  );
}
