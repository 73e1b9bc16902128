import { KIUM_COUNTS, LOCATION_COUNTS } from '@kium/phantom';

/**
 * Figures that others published on the K-ium 2023 data. They are of other patients, so that nothing follows from a difference
 * to a run here; they tell which values have been seen.
 */

/** Positives among the K-ium training patients, as the competition's train.csv counts them. */
export const KIUM_TRAINING = {
  patients: KIUM_COUNTS.patients,
  positives: { Aneurysm: KIUM_COUNTS.positive, ...LOCATION_COUNTS } as Readonly<Record<string, number>>,
};

/** Accuracy on the training patients by epoch, of the report that this pipeline reproduces; it gives the first and the last. */
export const PAPER_TRAINING_ACCURACY: Readonly<Record<number, number>> = { 1: 0.5241, 10: 0.8731 };

/** As they are given. Public scores of the competition, about 50 patients: the standard error of an AUROC of 0.9 is near 0.045. */
export const PUBLIC_SCORES: readonly {
  team: string;
  method: string;
  auroc: string;
  locationAccuracy: string | null;
}[] = [
  {
    team: 'AImagine',
    method: 'pretrained EfficientNet-B0 for each label and view, 640 px',
    auroc: '0.971',
    locationAccuracy: '0.9638',
  },
  {
    team: 'AID',
    method: 'EfficientNet-B4 on eight stacked views, 256 px, presence only',
    auroc: '0.906',
    locationAccuracy: null,
  },
  {
    team: 'AID',
    method: 'each view on its own, all labels, weighted cross-entropy',
    auroc: 'about 0.52',
    locationAccuracy: null,
  },
  {
    team: 'Coding-vessels',
    method: 'ResNet50 with attention and LSTM, 720 px',
    auroc: '0.596',
    locationAccuracy: '0.9619',
  },
];
