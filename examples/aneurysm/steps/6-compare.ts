import { LOCATIONS, readLabels } from '@kium/angio-io';
import {
  allNegativeAccuracy,
  binaryAccuracy,
  type Interval,
  type LabelAccuracy,
  perLabelAccuracy,
  rocAucInterval,
} from '@kium/metrics';
import { applyThresholds } from '@kium/thresholds';
import { UserError } from '../errors';
import type { Run } from '../run';
import type { Trained } from '../train-model';
import type { Study } from './1-study';
import type { Predictions } from './5-predict';

/** How the pipeline did on one group of patients. */
export interface Comparison {
  patients: number;
  positives: number;
  presence: {
    /** AUROC with its 95 % bootstrap interval; null when all patients have the same label. */
    auroc: Interval | null;
    /** At a score of 0.5. */
    accuracy: number;
    /** Accuracy of answering "no aneurysm" for everyone. */
    allNegative: number;
  };
  location: {
    /** Over all patients and locations. */
    accuracy: number;
    allNegative: number;
    perLocation: LabelAccuracy[];
  };
}

/** The test patients beside groundtruth.csv, if there is one, and the held-out training patients. */
export interface Comparisons {
  test: Comparison | null;
  heldOut: Comparison;
}

/** 6. The comparison with the truth. */
export async function compare(
  run: Run,
  study: Study,
  predictions: Predictions,
  presence: Trained,
  location: Trained,
): Promise<Comparisons> {
  const heldOut = compareWith(
    presence.heldOut.labels,
    presence.heldOut.scores.map(([, present]) => present!),
    applyThresholds(location.heldOut.scores, predictions.thresholds),
    run.settings.seed,
  );
  if (study.groundtruth === null) return { test: null, heldOut };
  const truth = await readLabels(study.groundtruth);
  const known = predictions.index.map((_, row) => row).filter((row) => truth.has(predictions.index[row]!));
  if (known.length === 0) {
    throw new UserError(
      `${study.groundtruth} has a row for none of the ${predictions.index.length} test patients. Give the table of this test set, or remove it.`,
    );
  }
  if (known.length < predictions.index.length) {
    run.screen.line(`  ${predictions.index.length - known.length} test patients have no row in ${study.groundtruth}`);
  }
  const pick = <T>(values: T[]) => known.map((row) => values[row]!);
  const labels = pick(predictions.index).map((index) => Array.from(truth.get(index)!));
  const test = compareWith(labels, pick(predictions.presence), pick(predictions.locations), run.settings.seed);
  return { test, heldOut };
}

function compareWith(labels: number[][], presence: number[], decisions: number[][], seed: number): Comparison {
  const aneurysm = labels.map(([first]) => first!);
  const locations = labels.map((row) => row.slice(1));
  const auroc = rocAucInterval(aneurysm, presence, { seed, singleClass: 'omit' });
  return {
    patients: labels.length,
    positives: aneurysm.reduce((sum, label) => sum + label, 0),
    presence: {
      auroc: Number.isNaN(auroc.estimate) ? null : auroc,
      accuracy: binaryAccuracy(aneurysm, presence),
      allNegative: allNegativeAccuracy(aneurysm),
    },
    location: {
      // Decisions are 0 or 1, so that any threshold between them gives their accuracy.
      accuracy: binaryAccuracy(locations, decisions),
      allNegative: allNegativeAccuracy(locations),
      perLocation: perLabelAccuracy(locations, decisions, { labels: LOCATIONS }),
    },
  };
}
