import { type MeanPlusSigmaOptions, meanPlusSigma } from './mean-plus-sigma';
import { columnMethod, type ThresholdMethod } from './threshold-method';

/**
 * {@link meanPlusSigma} as a {@link ThresholdMethod}: mean + `sigmas` standard deviations of the label's scores. Needs
 * no labels and ignores those it is given.
 *
 * @param options - `sigmas` (default 1) and `ddof` (default 0); checked when `fit` is called
 */
export function meanPlusSigmaThreshold(options: Omit<MeanPlusSigmaOptions, 'sampleWeight'> = {}): ThresholdMethod {
  const { sigmas = 1, ddof = 0 } = options;
  return columnMethod({
    name: 'meanPlusSigma',
    options: { sigmas, ddof },
    needsLabels: false,
    threshold: ({ scores, weights }) => meanPlusSigma(scores, { sigmas, ddof, sampleWeight: weights })[0]!,
  });
}
