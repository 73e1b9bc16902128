import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CompensatedSum } from '../src/compensated-sum';
import {
  type AccumulatorJSON,
  binaryCrossentropy,
  brier,
  CalibrationAccumulator,
  ConfusionAccumulator,
  calibrationCurve,
  coverageError,
  EmptyInputError,
  expectedCalibrationError,
  InvalidValueError,
  LabelRankingAccumulator,
  labelRankingAveragePrecision,
  labelRankingLoss,
  logLoss,
  MeanAccumulator,
  type MeanAccumulatorOptions,
  RankingAccumulator,
  type Rows,
  ShapeMismatchError,
  type Table,
  UnlikeAccumulatorsError,
} from '../src/index';
import { type Accumulator, expectSame, outcome, shapes, stream, streams } from './stream';

const [flat, table, weighted] = shapes;

/** The figures of all rows at once, and those of the accumulator. */
interface Family {
  name: string;
  make: () => Accumulator & { result(): unknown };
  fromJSON: (state: AccumulatorJSON) => Accumulator & { result(): unknown };
}

const mean = (options: MeanAccumulatorOptions) => ({
  name: `MeanAccumulator ${JSON.stringify(options)}`,
  make: () => new MeanAccumulator(options),
  fromJSON: (state: AccumulatorJSON) => MeanAccumulator.fromJSON(state),
});
const families: Family[] = [
  {
    name: 'ConfusionAccumulator',
    make: () => new ConfusionAccumulator({ threshold: 0.5 }),
    fromJSON: (state) => ConfusionAccumulator.fromJSON(state),
  },
  mean({ metric: 'brier' }),
  mean({ metric: 'binaryCrossentropy', labelSmoothing: 0.1 }),
  {
    name: 'CalibrationAccumulator',
    make: () => new CalibrationAccumulator(),
    fromJSON: (state) => CalibrationAccumulator.fromJSON(state),
  },
  {
    name: 'LabelRankingAccumulator',
    make: () => new LabelRankingAccumulator(),
    fromJSON: (state) => LabelRankingAccumulator.fromJSON(state),
  },
  {
    name: 'RankingAccumulator',
    make: () => new RankingAccumulator(),
    fromJSON: (state) => RankingAccumulator.fromJSON(state),
  },
];

describe('any partition of the rows into updates and merges gives the figures of all rows', () => {
  const losses = [
    { options: { metric: 'logLoss' }, batch: logLoss },
    { options: { metric: 'brier' }, batch: brier },
    {
      options: { metric: 'binaryCrossentropy', labelSmoothing: 0.2 },
      batch: (y: Table, s: Table, options: object) => binaryCrossentropy(y, s, { ...options, labelSmoothing: 0.2 }),
    },
  ] as const;
  test.each(losses)('$options.metric', ({ options, batch }) => {
    const { make, fromJSON } = mean(options);
    fc.assert(
      fc.property(streams(), fc.constantFrom(...shapes), (rows, shape) => {
        const sampleWeight = shape.weighted ? rows.map(({ weight }) => weight) : undefined;
        const y = rows.map((row) => shape.of(row.y)) as Table;
        const s = rows.map((row) => shape.of(row.s)) as Table;
        const found = stream(make, fromJSON, rows, shape);
        expectSame(found.result(), batch(y, s, { sampleWeight, average: 'micro' } as never));
        expectSame(found.result({ average: null }), batch(y, s, { sampleWeight, average: null } as never));
      }),
    );
  });

  test('label rankings', () => {
    fc.assert(
      fc.property(streams(), fc.constantFrom(table!, weighted!), (rows, shape) => {
        const sampleWeight = shape.weighted ? rows.map(({ weight }) => weight) : undefined;
        const [y, s] = [rows.map((row) => row.y), rows.map((row) => row.s)];
        const make = () => new LabelRankingAccumulator();
        const found = stream(make, (state) => LabelRankingAccumulator.fromJSON(state), rows, shape).result();
        expectSame(found.coverageError, coverageError(y, s, { sampleWeight }));
        expectSame(found.labelRankingLoss, labelRankingLoss(y, s, { sampleWeight }));
        expectSame(found.labelRankingAveragePrecision, labelRankingAveragePrecision(y, s, { sampleWeight }));
      }),
    );
  });

  test('calibration', () => {
    const one = { name: 'weighted', of: (row: number[]) => row[0]!, weighted: true } as never as typeof flat;
    fc.assert(
      fc.property(streams(), fc.constantFrom(flat!, one!), fc.integer({ min: 1, max: 12 }), (rows, shape, bins) => {
        const sampleWeight = shape.weighted ? rows.map(({ weight }) => weight) : undefined;
        const [y, s] = [rows.map((row) => row.y[0]!), rows.map((row) => row.s[0]!)];
        const make = () => new CalibrationAccumulator({ bins });
        const found = stream(make, (state) => CalibrationAccumulator.fromJSON(state), rows, shape).result();
        const curve = calibrationCurve(y, s, { bins, sampleWeight });
        expectSame(found.observed, curve.observed);
        expectSame(found.predicted, curve.predicted);
        expectSame(found.weights, curve.weights);
        expectSame(found.expectedCalibrationError, expectedCalibrationError(y, s, { bins, sampleWeight }));
      }),
    );
  });
});

const good: Rows = [
  [0, 1],
  [1, 0],
];
type BadInput = [name: string, labels: unknown, scores: unknown, weights: unknown, tag: string];
const badRows: BadInput[] = [
  ['ragged', [[0, 1], [1]], good, undefined, 'ragged-rows'],
  ['label 2', [[2, 0]], [[1, 0]], undefined, 'invalid-value'],
  [
    'score NaN',
    good,
    [
      [0, 1],
      [Number.NaN, 0],
    ],
    undefined,
    'invalid-value',
  ],
  ['fewer scores', good, [[0, 1]], undefined, 'shape-mismatch'],
  ['fewer weights', good, good, [1], 'shape-mismatch'],
  ['a negative weight', good, good, [1, -1], 'invalid-value'],
  ['a weight whose square is no number', good, good, [1, 1e160], 'invalid-value'],
  ['rows of weights', good, good, [[1], [1]], 'ragged-rows'],
  ['other labels than before', [[0, 1, 0]], [[0, 1, 0]], undefined, 'shape-mismatch'],
];
const badColumns: BadInput[] = [
  ['label 2', [0, 2], [0, 1], undefined, 'invalid-value'],
  ['score NaN', [0, 1], [0, Number.NaN], undefined, 'invalid-value'],
  ['fewer scores', [0, 1], [0], undefined, 'shape-mismatch'],
  ['fewer weights', [0, 1], [0, 1], [1], 'shape-mismatch'],
  ['a negative weight', [0, 1], [0, 1], [1, -1], 'invalid-value'],
  ['rows of weights', [0, 1], [0, 1], [[1], [1]], 'ragged-rows'],
];

describe.each(families)('$name', ({ name, make, fromJSON }) => {
  const single = name === 'CalibrationAccumulator';
  const y = single ? [0, 1] : good;
  const filled = () => {
    const accumulator = make();
    accumulator.update(y as never, y as never, [1, 0.3]);
    return accumulator;
  };

  const none: BadInput = ['no rows', [], [], undefined, 'empty'];
  test.each([none, ...(single ? badColumns : badRows)])('%s changes nothing', (_, labels, scores, weights, tag) => {
    const accumulator = filled();
    const before = JSON.stringify(accumulator);
    expect(outcome(() => accumulator.update(labels as never, scores as never, weights as never))).toBe(tag);
    expect(JSON.stringify(accumulator)).toBe(before);
  });

  test('before the first row of positive weight there is no result', () => {
    const accumulator = make();
    expect(() => accumulator.result()).toThrow(EmptyInputError);
    expect(() => accumulator.result()).toThrow('the accumulator has no rows');
    expect(() => make().merge(make() as never)).not.toThrow();
    accumulator.update(y as never, y as never, [0, 0]);
    expect(() => accumulator.result()).toThrow('the accumulator has no positive weight');
  });

  test('an empty one changes nothing; with itself it counts twice', () => {
    const state = JSON.stringify(filled());
    const [before, after] = [filled(), make()];
    before.merge(make() as never);
    after.merge(filled() as never);
    expect(JSON.stringify(before)).toBe(state);
    expect(JSON.stringify(after)).toBe(state);
    const [twice, sum] = [filled(), filled()];
    twice.merge(twice as never);
    sum.merge(filled() as never);
    expect(JSON.stringify(twice)).toBe(JSON.stringify(sum));
  });

  test('the state survives JSON and structuredClone', () => {
    for (const accumulator of [filled(), make()]) {
      const state = accumulator.toJSON();
      expect(JSON.stringify(fromJSON(JSON.parse(JSON.stringify(state)) as AccumulatorJSON))).toBe(
        JSON.stringify(state),
      );
      expect(JSON.stringify(fromJSON(structuredClone(state)))).toBe(JSON.stringify(state));
    }
  });

  test('others can not be merged, nor their states read', () => {
    for (const other of families) {
      if (other.name === name) continue;
      expect(() => filled().merge(other.make() as never)).toThrow(UnlikeAccumulatorsError);
      if (other.make().toJSON().kind === make().toJSON().kind) continue;
      expect(() => fromJSON(other.make().toJSON())).toThrow(InvalidValueError);
    }
    for (const state of [undefined, null, {}, 'text'])
      expect(() => fromJSON(state as never)).toThrow(InvalidValueError);
    const state = JSON.parse(JSON.stringify(filled())) as Record<string, unknown>;
    for (const [field, value] of Object.entries(state)) {
      if (!Array.isArray(value)) continue;
      expect(() => fromJSON({ ...state, [field]: 'x' } as never), field).toThrow(InvalidValueError);
      expect(() => fromJSON({ ...state, [field]: [...(value as unknown[]), null] } as never), field).toThrow(
        InvalidValueError,
      );
    }
  });

  // An accumulator of a single label takes no others anyway.
  if (!single) {
    test('of other labels it can not be merged', () => {
      const other = make();
      other.update([[0, 1, 0]] as never, [[0, 1, 0]] as never);
      const accumulator = filled();
      const before = JSON.stringify(accumulator);
      expect(() => accumulator.merge(other as never)).toThrow(
        'The accumulators differ in labels: found 3, expected 2. Only accumulators made alike',
      );
      expect(JSON.stringify(accumulator)).toBe(before);
    });
  }
});

test('options', () => {
  expect(() => new CalibrationAccumulator({ strategy: 'quantile' as never })).toThrow('quantile bins are not known');
  expect(() => new CalibrationAccumulator({ bins: 0 })).toThrow(InvalidValueError);
  expect(() => new CalibrationAccumulator().merge(new CalibrationAccumulator({ bins: 5 }))).toThrow(
    UnlikeAccumulatorsError,
  );
  expect(() => new CalibrationAccumulator().update([[0, 1]] as never, [[0, 1]] as never)).toThrow(ShapeMismatchError);
  expect(() => new LabelRankingAccumulator().update([0, 1] as never, [0, 1] as never)).toThrow(ShapeMismatchError);
  expect(() => new MeanAccumulator({ metric: 'mean' as never })).toThrow(InvalidValueError);
  expect(() => new MeanAccumulator({ metric: 'binaryCrossentropy', epsilon: 1 })).toThrow(InvalidValueError);
  const epsilon = new MeanAccumulator({ metric: 'binaryCrossentropy', epsilon: 1e-7 });
  expect(() => epsilon.merge(new MeanAccumulator({ metric: 'binaryCrossentropy' }))).not.toThrow();
  const logits = new MeanAccumulator({ metric: 'binaryCrossentropy', fromLogits: true });
  expect(logits.update([0, 1], [-800, 800]).result()).toBe(0);
  expect(() => logits.merge(epsilon)).toThrow(UnlikeAccumulatorsError);
});

test('a compensated sum keeps what addition loses', () => {
  const sum = new CompensatedSum();
  for (const number of [1, 1e100, 1, -1e100]) sum.add(number);
  expect(sum.value).toBe(2);
});
