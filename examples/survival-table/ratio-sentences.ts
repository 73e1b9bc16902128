import type { SummaryRow } from '@kium/survival';
import type { Analysis } from './analysis';
import type { Settings } from './arguments';
import { change, listed, probability, ratio } from './words';

/** A sentence a coefficient, the groups first, with what its interval allows. */
export function ratioSentences(analysis: Analysis, settings: Settings): string[] {
  const { coding, fit } = analysis;
  const { rows } = fit.summary();
  const columns = coding.map(({ column }) => column);
  const sentences = coding.flatMap(({ column, names, levels, reference, step }) => {
    const same = columns.filter((other) => other !== column);
    const alike = same.length === 0 ? '' : `At the same ${listed(same)}, `;
    return names.map((name) => {
      const row = rows.find(({ covariate }) => covariate === name)!;
      if (levels !== undefined) {
        const level = name.slice(column.length + 1);
        return sentence(`${alike}patients with ${column} "${level}"`, row, `of those with "${reference}"`, settings);
      }
      return sentence(`${alike}patients with ${step} more in ${column}`, row, 'of the others', settings);
    });
  });
  return [
    ...sentences,
    'A rate is how many of those who have not had the event so far have it in a short time. A ratio of 0.5 ' +
      'does not mean that half as many have it in the end, but that at any time half as many of the remaining ones do.',
  ];
}

function sentence(who: string, row: SummaryRow, others: string, { verb }: Settings): string {
  const { hazardRatio, hazardRatioLower, hazardRatioUpper, pValue } = row;
  const isKnown = [hazardRatio, hazardRatioLower, hazardRatioUpper].every((value) => value > 1e-9 && value < 1e9);
  const start = who[0]!.toUpperCase() + who.slice(1);
  if (!isKnown) return `${start}: these data give no hazard ratio.`;
  const figures = `(95 % interval ${ratio(hazardRatioLower)} to ${ratio(hazardRatioUpper)}; ${probability(pValue)})`;
  const [low, high] = [change(hazardRatioLower), change(hazardRatioUpper)];
  const meaning =
    hazardRatioLower > 1 || hazardRatioUpper < 1
      ? `The data fit a rate between ${low} and ${high}.`
      : `The interval includes 1, equal rates: the data fit anything from ${low} to ${high}, so they show neither that the ` +
        'rates differ nor that they are alike.';
  return `${start} ${verb} at ${ratio(hazardRatio)} times the rate ${others} ${figures}. ${meaning}`;
}
