import type { IncompletePatient, Patient, Problem, ProblemKind, Study } from './study';

/** What is known of one image file. */
export interface FoundImage<V extends string> {
  readonly path: string;
  readonly index: string;
  readonly view: V;
  /** The manifest's line. */
  readonly line?: number;
}

/** The images and problems met so far, from which a {@link Study} is made. */
export class Findings<V extends string> {
  readonly problems: Problem[] = [];
  readonly #images = new Map<string, Map<V, FoundImage<V>[]>>();
  /** Views about which a problem has been reported already. */
  readonly #reported = new Set<string>();

  constructor(
    readonly views: readonly V[],
    /** What to do about a patient without an image for a view. */
    readonly missingRemedy: (index: string, view: V) => string,
  ) {}

  /** A patient, whether or not any image of theirs is found. */
  know(index: string): void {
    if (!this.#images.has(index)) this.#images.set(index, new Map());
  }

  /** An image whose patient and view are clear. */
  add(image: FoundImage<V>): void {
    const views = this.#images.get(image.index) ?? new Map<V, FoundImage<V>[]>();
    this.#images.set(image.index, views.set(image.view, [...(views.get(image.view) ?? []), image]));
  }

  /** Something wrong with one file. */
  report(kind: ProblemKind, path: string, what: string, more: Partial<Problem> = {}): void {
    this.problems.push({ kind, path, ...more, message: `${path}: ${what}.` });
    if (more.view !== undefined) this.#reported.add(`${more.patient} ${more.view}`);
  }

  /** Every patient by ascending Index, with those images that only one file claims; the others are reported. */
  pick(): IncompletePatient<V>[] {
    return [...this.#images.keys()].sort().map((index) => this.#pickImages(index, this.#images.get(index)!));
  }

  #pickImages(index: string, found: Map<V, FoundImage<V>[]>): IncompletePatient<V> {
    const images: Partial<Record<V, string>> = {};
    const missing: V[] = [];
    for (const view of this.views) {
      const [first, ...others] = found.get(view) ?? [];
      if (first !== undefined && others.length === 0) {
        images[view] = first.path;
        continue;
      }
      missing.push(view);
      for (const { path, line } of others) {
        const what = `a second file for view ${view} of patient ${index}, beside ${first!.path}: remove one`;
        this.report('duplicate-view', path, what, { patient: index, view, ...(line !== undefined && { line }) });
      }
      if (first === undefined && !this.#reported.has(`${index} ${view}`)) {
        const message = `Patient ${index} has no image for view ${view}: ${this.missingRemedy(index, view)}.`;
        this.problems.push({ kind: 'missing-view', patient: index, view, message });
      }
    }
    return { index, images, missing };
  }
}

/** The study that the patients make, complete ones apart. */
export function asStudy<V extends string>(patients: readonly IncompletePatient<V>[], problems: Problem[]): Study<V> {
  return {
    patients: patients
      .filter(({ missing }) => missing.length === 0)
      .map(({ index, images }): Patient<V> => ({ index, images: images as Record<V, string> })),
    incomplete: patients.filter(({ missing }) => missing.length > 0),
    problems: problems.sort(byPatientThenPath),
  };
}

function byPatientThenPath(a: Problem, b: Problem): number {
  const key = ({ patient, path, view }: Problem) => `${patient ?? '\uffff'} ${path ?? ''} ${view ?? ''}`;
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
}
