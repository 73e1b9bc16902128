import { beforeAll, describe, test } from 'vitest';
import { entriesAndGradient, expectAllNear, LOSSES, oracle, useCpu, valuesOf } from './losses';

beforeAll(useCpu);

describe(`entries and gradients equal those of ${oracle.oracle}`, () => {
  const cases = oracle.cases.map((given) => ({
    ...given,
    name: `${given.loss} ${JSON.stringify(given.options)}, ${given.data} logits, ${given.targets} targets`,
  }));

  test.each(cases)('$name', ({ loss, options, data, targets, entries, gradient }) => {
    const own = LOSSES[loss]({ ...options, reduction: 'none' });
    const found = entriesAndGradient(own, oracle.targets[data]![targets]!, oracle.logits[data]!);
    // At logits of 20 and more the 1 − p of torchvision has lost its digits.
    const floor = data === 'extreme' && loss === 'focal' ? 1e-14 : undefined;
    expectAllNear(found.entries, entries.flat(), floor);
    expectAllNear(found.gradient, gradient.flat(), floor);
  });
});

describe('reductions, weights and missing labels equal PyTorch', () => {
  const y = oracle.targets.ordinary!.hard!;
  const x = oracle.logits.ordinary!;
  const partly = y.map((row, i) => row.map((label, j) => (oracle.missing[i]![j] ? Number.NaN : label)));

  test.each(['mean', 'sum'] as const)('%s', (reduction) => {
    const expected = oracle.reduced[reduction];
    const loss = LOSSES.bce({ reduction });
    const masked = LOSSES.bce({ reduction, ignoreNaN: true });
    expectAllNear(valuesOf(loss, y, x), [expected.plain]);
    expectAllNear(valuesOf(loss, y, x, oracle.sampleWeight), [expected.weighted]);
    expectAllNear(valuesOf(masked, partly, x), [expected.known]);
    expectAllNear(valuesOf(masked, partly, x, oracle.sampleWeight), [expected.weightedKnown]);
  });
});
