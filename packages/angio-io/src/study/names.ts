/**
 * The eight views of a patient, in the order of a volume's channels. First letter: side of injection (left, right);
 * second: artery (internal carotid, vertebral); last: angle (A close to frontal, B close to lateral).
 */
export const VIEWS = ['LI-A', 'LI-B', 'RI-A', 'RI-B', 'LV-A', 'LV-B', 'RV-A', 'RV-B'] as const;

/** One of the eight {@link VIEWS}. */
export type View = (typeof VIEWS)[number];

/** The 21 arteries of the competition's label table, in its column order. */
export const LOCATIONS = [
  'L_ICA',
  'R_ICA',
  'L_PCOM',
  'R_PCOM',
  'L_AntChor',
  'R_AntChor',
  'L_ACA',
  'R_ACA',
  'L_ACOM',
  'R_ACOM',
  'L_MCA',
  'R_MCA',
  'L_VA',
  'R_VA',
  'L_PICA',
  'R_PICA',
  'L_SCA',
  'R_SCA',
  'BA',
  'L_PCA',
  'R_PCA',
] as const;

/** One of the 21 {@link LOCATIONS}. */
export type Location = (typeof LOCATIONS)[number];

/** The 22 label columns: `Aneurysm`, then the {@link LOCATIONS}. */
export const LABELS = ['Aneurysm', ...LOCATIONS] as const;

/** One of the 22 {@link LABELS}. */
export type Label = (typeof LABELS)[number];

/** The first column of every label and prediction table. */
export const INDEX_COLUMN = 'Index';

/** A patient's Index: four digits. */
export const INDEX_PATTERN = /^\d{4}$/;

/**
 * A patient's Index as it is kept: without blanks around it, and in Unicode's composed form, because macOS hands out
 * file names decomposed while tables are written composed. Undefined if nothing is left or it has control characters.
 */
export function asIndex(text: string): string | undefined {
  const index = text.normalize('NFC').trim();
  return index === '' || CONTROL.test(index) ? undefined : index;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;
