import { InvalidJsonError, ShapeMismatchError } from './errors';
import type { Labels } from './fit-data';
import { checkScores, type Scores } from './scores';

/** Options of {@link CalibrationMethod.fit}. */
export interface CalibrationFitOptions {
  /** One weight a row, finite and at least 0, as if the row were there that many times. Default 1 each. */
  sampleWeight?: ArrayLike<number>;
}

/** A way to turn scores into probabilities that can be taken at their word. */
export interface CalibrationMethod {
  readonly name: 'platt' | 'isotonic' | 'temperature';
  /**
   * Fits each label by itself. Only what is passed here can shape the calibration: pass rows on which the model was
   * not trained, and that are not used for testing.
   *
   * @param scores - n × labels, or flat for one label; finite numbers
   * @param labels - 0 or 1, same shape
   * @throws {@link LabelsRequiredError} without labels; {@link ThresholdsError} on other bad input; what the method's own documentation names
   */
  fit(scores: Scores, labels?: Labels, options?: CalibrationFitOptions): Calibration;
}

/** The curve of one label: p = 1 / (1 + exp(a·score + b)). */
export interface PlattParameters {
  readonly a: number;
  readonly b: number;
}

/** The curve of one label: straight between the knots, constant outside. */
export interface IsotonicParameters {
  /** Scores, ascending. */
  readonly x: readonly number[];
  /** Probabilities at `x`, never falling. */
  readonly y: readonly number[];
}

/** The curve of one label: p = 1 / (1 + exp(−logit / temperature)). */
export interface TemperatureParameters {
  readonly temperature: number;
}

/** A fitted calibration as plain data: what `JSON.stringify` writes and {@link Calibration.fromJSON} reads. */
export type CalibrationJson =
  | { readonly kind: 'platt'; readonly labels: readonly PlattParameters[] }
  | { readonly kind: 'isotonic'; readonly labels: readonly IsotonicParameters[] }
  | { readonly kind: 'temperature'; readonly labels: readonly TemperatureParameters[] };

/** A fitted calibration, one curve a label. Frozen, and without a reference to the data it was fitted on. */
export class Calibration {
  readonly kind: CalibrationJson['kind'];
  /** The parameters of each label, of the type that goes with `kind`. */
  readonly labels: CalibrationJson['labels'];

  constructor(parameters: CalibrationJson) {
    this.kind = parameters.kind;
    this.labels = Object.freeze(parameters.labels.map(freezeParameters)) as CalibrationJson['labels'];
    Object.freeze(this);
  }

  /**
   * Probabilities of any scores with the same labels.
   *
   * @param scores - n × labels, or flat for one label; of the kind fitted on (logits for a temperature)
   * @returns n rows of probabilities in [0, 1]
   * @throws {@link ShapeMismatchError} if there is not one column a label; {@link ThresholdsError} on other bad input
   */
  apply(scores: Scores): number[][] {
    const table = checkScores(scores);
    const curves = curvesOf(this as CalibrationJson);
    if (table.columns !== curves.length) throw new ShapeMismatchError(curves.length, table.columns, 'scores');
    return Array.from({ length: table.rows }, (_, row) => curves.map((curve, column) => curve(table.at(row, column))));
  }

  toJSON(): CalibrationJson {
    return { kind: this.kind, labels: this.labels } as CalibrationJson;
  }

  /**
   * @param json - what `JSON.parse` gives
   * @throws {@link InvalidJsonError} if it is not what `toJSON` writes
   */
  static fromJSON(json: unknown): Calibration {
    const { kind, labels } = (json ?? {}) as Record<string, unknown>;
    if (typeof kind !== 'string' || !Object.hasOwn(VALID, kind)) {
      throw new InvalidJsonError('kind', Object.keys(VALID).join(', '), kind);
    }
    if (!Array.isArray(labels) || labels.length === 0) {
      throw new InvalidJsonError('labels', 'an array of at least one object', labels);
    }
    for (const [column, label] of labels.entries()) {
      const valid = VALID[kind as CalibrationJson['kind']];
      if (typeof label !== 'object' || label === null || !valid.test(label as Record<string, unknown>)) {
        throw new InvalidJsonError(`labels[${column}]`, valid.expected, label);
      }
    }
    return new Calibration({ kind, labels } as CalibrationJson);
  }
}

/** 1 / (1 + exp(−z)), without overflow. */
export function sigmoid(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}

function curvesOf(calibration: CalibrationJson): ((score: number) => number)[] {
  switch (calibration.kind) {
    case 'platt':
      return calibration.labels.map(
        ({ a, b }) =>
          (score) =>
            sigmoid(-(a * score + b)),
      );
    case 'isotonic':
      return calibration.labels.map(
        ({ x, y }) =>
          (score) =>
            interpolate(x, y, score),
      );
    case 'temperature':
      return calibration.labels.map(
        ({ temperature }) =>
          (score) =>
            sigmoid(score / temperature),
      );
  }
}

function interpolate(x: readonly number[], y: readonly number[], at: number): number {
  if (at <= x[0]!) return y[0]!;
  if (at >= x.at(-1)!) return y.at(-1)!;
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= at) low = middle;
    else high = middle;
  }
  // Between flat knots the value itself, so that rounding makes no step where there is none.
  if (y[low] === y[high]) return y[low]!;
  const share = (at - x[low]!) / (x[high]! - x[low]!);
  return y[low]! + share * (y[high]! - y[low]!);
}

const finite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const rising = (values: unknown, strictly: boolean): boolean =>
  Array.isArray(values) &&
  values.length > 0 &&
  values.every(
    (value, place) =>
      finite(value) && (place === 0 || value > values[place - 1] || (!strictly && value === values[place - 1])),
  );

const VALID: Record<CalibrationJson['kind'], { expected: string; test(label: Record<string, unknown>): boolean }> = {
  platt: { expected: 'finite a and b', test: ({ a, b }) => finite(a) && finite(b) },
  isotonic: {
    expected: 'rising x and, as many, never falling y from 0 to 1',
    test: ({ x, y }) =>
      rising(x, true) &&
      rising(y, false) &&
      (x as number[]).length === (y as number[]).length &&
      (y as number[])[0]! >= 0 &&
      (y as number[]).at(-1)! <= 1,
  },
  temperature: {
    expected: 'a finite temperature above 0',
    test: ({ temperature }) => finite(temperature) && temperature > 0,
  },
};

function freezeParameters(label: PlattParameters | IsotonicParameters | TemperatureParameters): object {
  return Object.freeze(
    Object.fromEntries(
      Object.entries(label).map(([key, value]) => [key, Array.isArray(value) ? Object.freeze([...value]) : value]),
    ),
  );
}
