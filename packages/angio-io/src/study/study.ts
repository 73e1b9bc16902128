import type { View } from './names';

/** One patient with all views: the eight of this data set, unless the caller has named others. */
export interface Patient<V extends string = View> {
  /** Four digits, or what the caller's naming makes of it. */
  readonly index: string;
  /** The image file of each view. */
  readonly images: Readonly<Record<V, string>>;
}

/** A patient whose views are not all there, or not all usable. */
export interface IncompletePatient<V extends string = View> {
  /** As in {@link Patient}. */
  readonly index: string;
  /** The image files that could be told apart. */
  readonly images: Readonly<Partial<Record<V, string>>>;
  /** The views without a usable image, in channel order. */
  readonly missing: readonly V[];
}

/**
 * What can be wrong with a study:
 * - `empty-folder`: no image of any patient was found;
 * - `missing-view`: a patient has no image for a view;
 * - `extra-view`: the patient of the file is clear, but its view is none of those asked for;
 * - `duplicate-view`: two files claim the same view of the same patient;
 * - `missing-file`: a file that the manifest names is not there;
 * - `duplicate-file`: the manifest names one file for two images;
 * - `no-index`: an image whose name does not say whose it is;
 * - `wrong-folder`: an image that lies in another patient's folder;
 * - `stray-file`: a file or folder that belongs to no patient;
 * - `unreadable-name`: the name's bytes are not valid UTF-8, so the file cannot be opened by name;
 * - `unreadable-image`: the image cannot be decoded whole;
 * - `patient-without-label`: images, but no row in the label table;
 * - `label-without-images`: a row in the label table, but no images.
 */
export type ProblemKind =
  | 'empty-folder'
  | 'missing-view'
  | 'extra-view'
  | 'duplicate-view'
  | 'missing-file'
  | 'duplicate-file'
  | 'no-index'
  | 'wrong-folder'
  | 'stray-file'
  | 'unreadable-name'
  | 'unreadable-image'
  | 'patient-without-label'
  | 'label-without-images';

/** Something wrong with a study that does not stop the rest of it from being read. */
export interface Problem {
  readonly kind: ProblemKind;
  /** The file or folder concerned. */
  readonly path?: string;
  /** The patient's Index. */
  readonly patient?: string;
  readonly view?: string;
  /** The manifest's line. */
  readonly line?: number;
  /** What was found, and what to do about it, in one line. */
  readonly message: string;
}

/** What a study folder holds. */
export interface Study<V extends string = View> {
  /** The patients with all views, by ascending Index. */
  readonly patients: Patient<V>[];
  /** The other patients, by ascending Index. */
  readonly incomplete: IncompletePatient<V>[];
  /** Everything that is wrong, sorted by patient, then path. */
  readonly problems: Problem[];
}

/** How far a long call is. */
export interface Progress {
  /** Patients finished, whether or not they were usable. */
  readonly done: number;
  readonly total: number;
  /** Index of the patient just finished. */
  readonly patient: string;
}
