import type { Analysis } from './analysis';
import type { Settings } from './arguments';
import { cautions } from './cautions';
import { ratioSentences } from './ratio-sentences';
import { duration, howOften, listed, probability } from './words';

/** A part of the explanation. */
export interface Section {
  heading: string;
  paragraphs: string[];
}

/** How to read the figures, made of the figures. */
export function readingOf(analysis: Analysis, settings: Settings): Section[] {
  return [
    { heading: 'The patients', paragraphs: [patients(analysis, settings)] },
    {
      heading: `Survival by ${settings.group}`,
      paragraphs: [...byGroup(analysis, settings), logRankSentence(analysis, settings)],
    },
    { heading: 'Hazard ratios', paragraphs: ratioSentences(analysis, settings) },
    { heading: 'Do the ratios hold over the whole follow-up?', paragraphs: [proportionality(analysis)] },
    { heading: 'How well the model tells patients apart', paragraphs: [discrimination(analysis, settings)] },
    { heading: 'With caution', paragraphs: cautions(analysis, settings) },
  ];
}

function patients({ fit, followUp, dropped }: Analysis, { verb, time }: Settings): string {
  const censored = fit.rows - fit.events;
  const length = Number.isFinite(followUp)
    ? `The median follow-up (reverse Kaplan–Meier) was ${time} = ${duration(followUp)}. `
    : '';
  const more = dropped === 1 ? '1 patient lacks a value and was' : `${dropped} patients lack a value and were`;
  const left = dropped > 0 ? ` ${more} left out.` : '';
  return (
    `${fit.rows} patients, of whom ${fit.events} ${verb}. ${length}The other ${censored} are censored: when ` +
    `last seen they had not ${verb}, and nothing is known of them since.${left}`
  );
}

function byGroup({ curves }: Analysis, { verb, time, group: column }: Settings): string[] {
  return curves.map(({ group, rows, events, median }) => {
    const seen = events.reduce((sum, count) => sum + count, 0);
    const limit = (value: number) => (Number.isFinite(value) ? duration(value) : 'beyond the follow-up');
    const half = Number.isFinite(median.time)
      ? `half by ${time} = ${duration(median.time)} (95 % interval ${limit(median.lower)} to ${limit(median.upper)})`
      : 'fewer than half by the end of the follow-up';
    return `${column} ${group}: ${rows} patients, ${seen} ${verb}, ${half}.`;
  });
}

function logRankSentence({ logRank }: Analysis, { group, covariates }: Settings): string {
  const { pValue } = logRank;
  const plain = covariates.length === 0 ? '' : `, without regard to ${listed(covariates)}`;
  const meaning =
    pValue < 0.05
      ? `If survival were the same in all groups, ${howOften(pValue)} such studies would show a difference at least this large.`
      : `If survival were the same in all groups, ${howOften(pValue)} such studies would show a difference at least this ` +
        'large: these data do not show that the groups differ. That is no proof that they are alike.';
  return `Log-rank test by ${group}${plain}: ${probability(pValue)}. ${meaning}`;
}

function proportionality({ proportionalHazards }: Analysis): string {
  const explained =
    'A hazard ratio is one number for the whole follow-up, so the model takes it that the ratio is the same early and late.';
  const small = proportionalHazards.filter(({ name, pValue }) => name !== 'GLOBAL' && pValue < 0.05);
  const global = proportionalHazards.find(({ name }) => name === 'GLOBAL')!;
  if (small.length === 0 && global.pValue >= 0.05) {
    return (
      `${explained} The test found nothing that speaks against it (all covariates together: ${probability(global.pValue)}); ` +
      'with few events it would hardly find anything. In proportional-hazards.svg the curves should be about level.'
    );
  }
  const which =
    small.length === 0
      ? `all covariates together (${probability(global.pValue)})`
      : listed(small.map(({ name, pValue }) => `${name} (${probability(pValue)})`));
  return (
    `${explained} The test speaks against that for ${which}. There the ratio is an average over the follow-up that may ` +
    'fit no part of it: proportional-hazards.svg shows how it changes, survival.svg what that means for the patients.'
  );
}

function discrimination({ concordance }: Analysis, { verb }: Settings): string {
  if (concordance === undefined) return 'No two patients can be compared, so there is no concordance.';
  const { c, standardError, lower, upper } = concordance;
  return (
    `Concordance C = ${c.toFixed(3)}, standard error ${standardError.toFixed(3)} (95 % interval ${lower.toFixed(3)} to ` +
    `${upper.toFixed(3)}): of two patients of whom it is known who ${verb} first, the model gives that one the higher risk ` +
    `in ${Math.round(100 * c)} of 100 pairs; tossing a coin would in 50. The model has seen these patients before; in ` +
    'others it will do less well.'
  );
}
