import { OptionError } from '../errors';
import { LABELS } from '../study/names';
import type { Problem } from '../study/study';

/** What {@link Labels} is made of. */
export interface LabelRows {
  /** Each patient's Index, in the table's order. */
  readonly index: readonly string[];
  /** One row a patient: a value of 0 or 1 for each of `names`. */
  readonly values: readonly Uint8Array[];
  /** The columns' names. Default: the 22 {@link LABELS}. */
  readonly names?: readonly string[];
  /** The file that the table was read from, for messages. */
  readonly path?: string;
}

/**
 * A label table: for every patient a 0 or 1 for each label, the 22 {@link LABELS} unless the caller has named others.
 * `values` (n × labels) is what the metric functions take as rows; `column(name)` is what they take for a single label.
 */
export class Labels implements LabelRows {
  readonly index: readonly string[];
  readonly values: readonly Uint8Array[];
  readonly path: string | undefined;
  readonly names: readonly string[];
  readonly #row: Map<string, Uint8Array>;

  constructor({ index, values, path, names = LABELS }: LabelRows) {
    this.index = index;
    this.names = names;
    this.values = values;
    this.path = path;
    this.#row = new Map(index.map((patient, at) => [patient, values[at]!]));
  }

  /** How many patients the table has. */
  get length(): number {
    return this.index.length;
  }

  /** Whether the table has a row for this Index. */
  has(index: string): boolean {
    return this.#row.has(index);
  }

  /** A patient's labels in the order of `names`, or undefined if the table has no such row. */
  get(index: string): Uint8Array | undefined {
    return this.#row.get(index);
  }

  /**
   * One label of all patients, in the table's order.
   *
   * @throws OptionError if there is no such label
   */
  column(name: string): Uint8Array {
    const at = this.names.indexOf(name);
    if (at < 0) throw new OptionError('name', name, `one of ${this.names.join(', ')}`);
    return Uint8Array.from(this.values, (row) => row[at]!);
  }
}

/** What {@link matchLabels} found. */
export interface LabelMatch<P> {
  /** The patients that have a row, in the order given. */
  readonly patients: P[];
  /** `patient-without-label` and `label-without-images`. */
  readonly problems: Problem[];
}

/**
 * Compare a study with its label table.
 *
 * @param patients patients, complete or not, as {@link scanStudy} gives them
 */
export function matchLabels<P extends { readonly index: string }>(
  patients: readonly P[],
  labels: Labels,
): LabelMatch<P> {
  const table = labels.path ?? 'the label table';
  const known = new Set(patients.map(({ index }) => index));
  const unlabelled: Problem[] = patients
    .filter(({ index }) => !labels.has(index))
    .map(({ index }) => ({
      kind: 'patient-without-label',
      patient: index,
      ...(labels.path !== undefined && { path: labels.path }),
      message: `Patient ${index} has images, but no row in ${table}: add the row or remove the images.`,
    }));
  const imageless: Problem[] = labels.index
    .filter((index) => !known.has(index))
    .map((index) => ({
      kind: 'label-without-images',
      patient: index,
      ...(labels.path !== undefined && { path: labels.path }),
      message: `Patient ${index} has a row in ${table}, but no images: add the images or remove the row.`,
    }));
  return { patients: patients.filter(({ index }) => labels.has(index)), problems: [...unlabelled, ...imageless] };
}
