import type { View } from '@kium/angio-io';

/** Columns of a picture of all views, as a reader hangs them. */
export const INJECTIONS = ['LI', 'RI', 'LV', 'RV'] as const;
/** Its rows. */
export const ANGLES = ['A', 'B'] as const;

const INJECTION_NAMES = { LI: 'left carotid', RI: 'right carotid', LV: 'left vertebral', RV: 'right vertebral' };
const ANGLE_NAMES = { A: 'frontal', B: 'lateral' };

/** The eight views in reading order: frontal ones above, lateral ones below. */
export const HANGING: readonly View[] = ANGLES.flatMap((angle) =>
  INJECTIONS.map((injection): View => `${injection}-${angle}`),
);

/** What a view shows, in words: "left carotid, frontal". */
export function viewName(view: View): string {
  const [injection, angle] = view.split('-') as [keyof typeof INJECTION_NAMES, keyof typeof ANGLE_NAMES];
  return `${INJECTION_NAMES[injection]}, ${ANGLE_NAMES[angle]}`;
}
