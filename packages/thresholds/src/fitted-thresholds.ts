import { applyThresholds } from './apply-thresholds';
import { InvalidJsonError } from './errors';
import type { Scores } from './scores';

/** Where one label's threshold comes from. */
export interface LabelFit {
  /**
   * `fitted`: by the method on the label's own scores; `fallback`: the value of the option `singleClass`;
   * `shrunken`: between the label's own threshold and the global one; `global`: the global one.
   */
  readonly origin: 'fitted' | 'fallback' | 'shrunken' | 'global';
  /** Weight of the rows with label 1; absent if no labels were given. */
  readonly positives?: number;
  /** Weight of the rows with label 0; absent if no labels were given. */
  readonly negatives?: number;
  /** Before shrinkage. */
  readonly own?: number;
  /** Share of `own` in the shrunken threshold, between 0 and 1. */
  readonly share?: number;
}

/** How thresholds were fitted: for the record, and for a report. */
export interface MethodRecord {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What {@link FittedThresholds} becomes in JSON, where the infinite numbers are written as text. */
export interface ThresholdsJson {
  readonly kind: 'thresholds';
  readonly method: MethodRecord;
  readonly thresholds: readonly (number | 'Infinity' | '-Infinity')[];
  readonly labels: readonly unknown[];
}

/**
 * Thresholds that a method found, one a label. A frozen value: it holds no reference to the data it was fitted on, and
 * applying it changes nothing. `JSON.stringify` writes it and {@link FittedThresholds.fromJSON} reads it back.
 */
export class FittedThresholds {
  /** One a label, in the unit of the scores; may be ±Infinity only if that was asked for. */
  readonly thresholds: readonly number[];
  readonly method: MethodRecord;
  readonly labels: readonly LabelFit[];

  constructor(method: MethodRecord, thresholds: readonly number[], labels: readonly LabelFit[]) {
    this.thresholds = Object.freeze([...thresholds]);
    this.method = Object.freeze({ name: method.name, options: Object.freeze({ ...method.options }) });
    this.labels = Object.freeze(labels.map((label) => Object.freeze({ ...label })));
    Object.freeze(this);
  }

  /** Decisions on any scores with the same labels: see {@link applyThresholds}. */
  apply(scores: Scores): (0 | 1)[][] {
    return applyThresholds(scores, this.thresholds);
  }

  toJSON(): ThresholdsJson {
    const { method, thresholds, labels } = this;
    return encode({ kind: 'thresholds', method, thresholds, labels }) as ThresholdsJson;
  }

  /**
   * @param json - what `JSON.parse` gives
   * @throws {@link InvalidJsonError} if it is not what `toJSON` writes
   */
  static fromJSON(json: unknown): FittedThresholds {
    if (!isRecord(json) || json.kind !== 'thresholds') {
      throw new InvalidJsonError('json', "an object of kind 'thresholds'", json);
    }
    const { method, thresholds, labels } = decode(json) as Record<string, unknown>;
    if (!isRecord(method) || typeof method.name !== 'string' || !isRecord(method.options)) {
      throw new InvalidJsonError('method', 'an object with name and options', method);
    }
    if (!Array.isArray(thresholds) || thresholds.length === 0) {
      throw new InvalidJsonError('thresholds', 'an array of at least one number', thresholds);
    }
    for (const [column, threshold] of thresholds.entries()) {
      if (typeof threshold !== 'number') throw new InvalidJsonError(`thresholds[${column}]`, 'a number', threshold);
    }
    if (!Array.isArray(labels) || labels.length !== thresholds.length) {
      throw new InvalidJsonError('labels', `an array of ${thresholds.length} objects`, labels);
    }
    for (const [column, label] of labels.entries()) {
      if (!isRecord(label) || !ORIGINS.has(label.origin as LabelFit['origin'])) {
        throw new InvalidJsonError(`labels[${column}]`, `an object with origin ${[...ORIGINS].join(', ')}`, label);
      }
    }
    return new FittedThresholds({ name: method.name, options: method.options }, thresholds, labels as LabelFit[]);
  }
}

const ORIGINS = new Set<LabelFit['origin']>(['fitted', 'fallback', 'shrunken', 'global']);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON knows no infinite numbers and would write null. */
function encode(value: unknown): unknown {
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) return String(value);
  return mapValues(value, encode);
}

function decode(value: unknown): unknown {
  if (value === 'Infinity' || value === '-Infinity') return Number(value);
  return mapValues(value, decode);
}

function mapValues(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, change(member)]));
}
