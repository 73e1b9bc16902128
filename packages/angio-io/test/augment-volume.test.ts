import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Augmentation,
  augmentLabels,
  augmentVolume,
  drawAugmentation,
  LABELS,
  VIEWS,
  type ViewAugmentation,
} from '../src/index';

const fixture = JSON.parse(readFileSync(new URL('fixtures/augment.json', import.meta.url), 'utf8'));
const { height, width, grey } = fixture as { height: number; width: number; grey: number[] };
const STILL: ViewAugmentation = {
  ...{ rotate: 0, scale: 1, shiftX: 0, shiftY: 0, brightness: 1, contrast: 1, noise: 0 },
};
const one = (view: Partial<ViewAugmentation>, fill: 'edge' | number = 'edge'): Augmentation => ({
  ...{ flip: false, viewSources: [0], labelSources: [], noiseSeed: 1, fill },
  views: [{ ...STILL, ...view }],
});
const unit = Float32Array.from(grey, (value) => value / 255);
const bytes = Uint8Array.from(grey);
const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, at) => Math.abs(value - b[at]!)));

interface Case extends ViewAugmentation {
  zeros: number[];
  edge: number[];
  constant: number[];
  pil: number[];
}

describe.each(fixture.cases as Case[])(
  'turned by $rotate°, scaled by $scale, moved by $shiftX, $shiftY',
  ({ zeros, edge, constant, pil, ...view }) => {
    test.each([
      ['torchvision’s affine', 0, zeros],
      ['grid_sample with padding_mode border', 'edge', edge],
      ['SciPy’s affine_transform with a constant', fixture.fill, constant],
    ] as const)('is %s', (_, fill, expected) => {
      const augmentation = one(view, fill);
      expect(largestDifference(augmentVolume(unit, [height, width, 1], augmentation), expected)).toBeLessThan(2e-7);
      // Grey values are rounded once.
      const rounded = augmentVolume(bytes, [height, width, 1], augmentation);
      expect(
        largestDifference(
          rounded,
          expected.map((value) => value * 255),
        ),
      ).toBeLessThan(0.5 + 1e-4);
    });

    test('is PIL’s affine but for its border and rounding', () => {
      const own = augmentVolume(bytes, [height, width, 1], one(view, 0));
      // PIL takes the outermost half pixel for wholly covered or wholly black; where neither fill is seen there is no border.
      const inside = grey.map((_, at) => at).filter((at) => Math.abs(zeros[at]! - constant[at]!) < 1e-9);
      const sameBorder = inside.filter((at) => Math.abs(zeros[at]! - edge[at]!) < 1e-9);
      expect(sameBorder.length).toBeGreaterThan(10);
      for (const at of sameBorder) expect(Math.abs(own[at]! - pil[at]!)).toBeLessThanOrEqual(1);
    });
  },
);

test.each(fixture.values as { brightness: number; contrast: number; expected: number[] }[])(
  'brightness $brightness, then contrast $contrast, are torchvision’s',
  ({ expected, ...view }) => {
    expect(largestDifference(augmentVolume(unit, [height, width, 1], one(view)), expected)).toBeLessThan(2e-7);
    const rounded = augmentVolume(bytes, [height, width, 1], one(view));
    expect(
      largestDifference(
        rounded,
        expected.map((value) => value * 255),
      ),
    ).toBeLessThan(0.5 + 1e-4);
  },
);

/** A volume in which every value differs from its neighbours. */
const volumeOf = (shape: readonly [number, number, number], type: typeof Float32Array | typeof Uint8Array) => {
  const values = new type(shape[0] * shape[1] * shape[2]);
  for (let at = 0; at < values.length; at++)
    values[at] = type === Uint8Array ? (at * 37) % 256 : ((at * 37) % 256) / 256;
  return values;
};

test.each([Float32Array, Uint8Array])('a mirrored patient has its columns and its sides changed over (%o)', (type) => {
  const shape = [3, 5, 8] as const;
  const volume = volumeOf(shape, type);
  const augmentation = drawAugmentation({ flip: 1 }, 0, '1001');
  const result = augmentVolume(volume, shape, augmentation);
  const other = VIEWS.map((view) => VIEWS.indexOf(view.replace(/^./, (side) => (side === 'L' ? 'R' : 'L')) as 'LI-A'));
  for (let y = 0; y < 3; y++) {
    for (let x = 0; x < 5; x++) {
      for (let v = 0; v < 8; v++) {
        expect(result[(y * 5 + x) * 8 + v]).toBe(volume[(y * 5 + 4 - x) * 8 + other[v]!]);
      }
    }
  }
  expect(augmentVolume(result, shape, augmentation)).toEqual(volume);
});

test('a mirrored patient’s labels change sides, those of the middle stay', () => {
  const row = Uint8Array.from(LABELS, (name) => +['Aneurysm', 'L_ICA', 'BA', 'R_PCA'].includes(name));
  const set = (values: Uint8Array) => LABELS.filter((_, at) => values[at]);
  const augmentation = drawAugmentation({ flip: 1 }, 0, '1001');
  expect(set(augmentLabels(row, augmentation))).toEqual(['Aneurysm', 'R_ICA', 'BA', 'L_PCA']);
  expect(augmentLabels(augmentLabels(row, augmentation), augmentation)).toEqual(row);
  expect(set(row)).toEqual(['Aneurysm', 'L_ICA', 'BA', 'R_PCA']);
  const still = drawAugmentation({ rotate: 5 }, 0, '1001');
  expect(augmentLabels(row, still)).toEqual(row);
});

test('mirrored first, then turned: the same as turning the mirrored image', () => {
  const view = { rotate: 12, scale: 1.1, shiftX: 0.1, shiftY: -0.05 };
  const augmentation = { ...one(view), flip: true };
  const mirrored = augmentVolume(unit, [height, width, 1], { ...one({}), flip: true });
  const expected = augmentVolume(mirrored, [height, width, 1], one(view));
  expect(largestDifference(augmentVolume(unit, [height, width, 1], augmentation), expected)).toBeLessThan(2e-7);
});

test('drawn together, the views are what each alone would be', () => {
  const shape = [6, 7, 8] as const;
  const volume = volumeOf(shape, Float32Array);
  const drawn = drawAugmentation({ flip: 1, rotate: 20, scale: 0.2, shift: 0.1, perView: false }, 3, '1001');
  const apart = { ...drawn, views: VIEWS.map(() => drawn.views[0]!) };
  expect(augmentVolume(volume, shape, drawn)).toEqual(augmentVolume(volume, shape, apart));
});

test('nothing drawn: a copy', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), fc.integer(), (values, seed) => {
      const augmentation = drawAugmentation({}, seed, 'a', { views: ['left', 'right'], labels: [] });
      expect(augmentVolume(values, [2, 3, 2], augmentation)).toEqual(values);
    }),
  );
});

test('an image that is moved out of sight is all fill', () => {
  const far = one({ shiftX: 1, shiftY: 1 }, 0.25);
  expect([...augmentVolume(unit, [height, width, 1], far)]).toEqual(grey.map(() => 0.25));
  expect([...augmentVolume(bytes, [height, width, 1], far)]).toEqual(grey.map(() => 64));
  const edge = augmentVolume(bytes, [height, width, 1], one({ shiftX: 1, shiftY: 1 }));
  expect([...edge]).toEqual(grey.map(() => grey[0]));
});

test('noise is normal, of the deviation asked for, and another for each view, patient and seed', () => {
  const side = 256;
  const shape = [side, side, 2] as const;
  const middle = new Float32Array(side * side * 2).fill(0.5);
  const names = { views: ['a', 'b'], labels: [] };
  const noiseOf = (seed: number, key: string, perView = true) => {
    const result = augmentVolume(middle, shape, drawAugmentation({ noise: 0.05, perView }, seed, key, names));
    const view = (v: number) =>
      Float64Array.from({ length: side * side }, (_, at) => (result[at * 2 + v]! - 0.5) / 0.05);
    return [view(0), view(1)] as const;
  };
  const moment = (values: Float64Array, power: number) =>
    values.reduce((sum, z) => sum + z ** power, 0) / values.length;
  const correlation = (a: Float64Array, b: Float64Array) => a.reduce((sum, z, at) => sum + z * b[at]!, 0) / a.length;
  const [first, second] = noiseOf(1, '1001');
  const n = side * side;
  // Five standard errors: of the mean 1/√n, variance √(2/n), third moment √(15/n), fourth √(96/n).
  for (const values of [first, second]) {
    expect(Math.abs(moment(values, 1))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(moment(values, 2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(values, 3))).toBeLessThan(5 * Math.sqrt(15 / n));
    expect(Math.abs(moment(values, 4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
    // The normal distribution's parts beyond 1, 2, 3 and 3.4426, where the ziggurat's tail begins.
    for (const [beyond, part] of [
      [1, 0.317311],
      [2, 0.0455],
      [3, 0.0027],
      [3.442619855899, 0.00057616],
    ] as const) {
      const found = values.filter((z) => Math.abs(z) > beyond).length;
      expect(Math.abs(found - part * n)).toBeLessThan(5 * Math.sqrt(part * n));
    }
    expect(Math.abs(correlation(values.subarray(1), values.subarray(0, n - 1)))).toBeLessThan(5 / Math.sqrt(n));
  }
  const [together, other] = noiseOf(1, '1001', false);
  for (const [a, b] of [
    [first, second],
    [first, noiseOf(2, '1001')[0]],
    [first, noiseOf(1, '1002')[0]],
    [together, other],
  ] as const) {
    expect(Math.abs(correlation(a, b))).toBeLessThan(5 / Math.sqrt(n));
  }
  expect(noiseOf(1, '1001')[0]).toEqual(first);
});

test('values stay from black to white', () => {
  const loud = { ...one({ noise: 1, brightness: 3, contrast: 4 }) };
  const values = augmentVolume(unit, [height, width, 1], loud);
  expect(Math.min(...values)).toBe(0);
  expect(Math.max(...values)).toBe(1);
  const rounded = augmentVolume(bytes, [height, width, 1], loud);
  expect(Math.min(...rounded)).toBe(0);
  expect(Math.max(...rounded)).toBe(255);
});

test('writes where it is told, and refuses what does not fit', () => {
  const target = new Float32Array(unit.length);
  expect(augmentVolume(unit, [height, width, 1], one({}), target)).toBe(target);
  expect(target).toEqual(unit);
  const refused = (call: () => unknown, option: string) =>
    expect(call).toThrow(expect.objectContaining({ tag: 'OptionError', option }));
  refused(() => augmentVolume(unit, [height, width, 2], one({})), 'volume');
  refused(() => augmentVolume(unit, [height, width, 1], one({}), new Float32Array(3)), 'target');
  refused(() => augmentVolume(unit, [height, width, 1], one({}), unit), 'target');
  refused(() => augmentVolume(unit, [height, width, 1], drawAugmentation({}, 0, 'a')), 'augmentation');
  refused(() => augmentLabels(new Uint8Array(3), drawAugmentation({}, 0, 'a')), 'labels');
});
