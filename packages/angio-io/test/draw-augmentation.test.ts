import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AugmentOptions, drawAugmentation, LABELS, VIEWS, type ViewAugmentation } from '../src/index';

const FULL: AugmentOptions = {
  ...{
    flip: 0.5,
    rotate: 10,
    scale: 0.1,
    shift: [0.05, 0.1],
    brightness: 0.2,
    contrast: [0.9, 1.3],
    noise: [0.01, 0.02],
  },
};

test('every draw lies in its range, and the ranges are used to their ends', () => {
  const ranges: Record<keyof ViewAugmentation, [number, number]> = {
    ...{ rotate: [-10, 10], scale: [0.9, 1.1], shiftX: [-0.05, 0.05], shiftY: [-0.1, 0.1] },
    ...{ brightness: [0.8, 1.2], contrast: [0.9, 1.3], noise: [0.01, 0.02] },
  };
  const drawn = Array.from({ length: 500 }, (_, at) => drawAugmentation(FULL, 1, String(at)));
  for (const [name, [lowest, highest]] of Object.entries(ranges)) {
    const values = drawn.flatMap(({ views }) => views.map((view) => view[name as keyof ViewAugmentation]));
    expect(values).toHaveLength(4000);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    expect(low).toBeGreaterThanOrEqual(lowest);
    expect(high).toBeLessThanOrEqual(highest);
    expect(high - low).toBeGreaterThan(0.99 * (highest - lowest));
    // The mean of 4,000 uniform numbers, within five standard errors.
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean - (lowest + highest) / 2)).toBeLessThan((5 * (highest - lowest)) / Math.sqrt(12 * 4000));
  }
});

test('as many patients are mirrored as asked for', () => {
  const part = (flip: number) =>
    Array.from({ length: 4000 }, (_, at) => drawAugmentation({ flip }, 7, String(at))).filter((it) => it.flip).length /
    4000;
  expect(part(0)).toBe(0);
  expect(part(1)).toBe(1);
  expect(Math.abs(part(0.3) - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / 4000));
});

test('a patient’s draw follows from options, seed and key alone', () => {
  fc.assert(
    fc.property(fc.integer(), fc.string(), (seed, key) => {
      expect(drawAugmentation(FULL, seed, key)).toEqual(drawAugmentation(FULL, seed, key));
      expect(drawAugmentation(FULL, seed, key)).not.toEqual(drawAugmentation(FULL, seed, `${key}1`));
      expect(drawAugmentation(FULL, seed, key).views).not.toEqual(drawAugmentation(FULL, seed ^ 1, key).views);
    }),
  );
});

test('adding an option leaves what the others draw as it was', () => {
  const { noise: _noise, flip: _flip, ...fewer } = FULL;
  const [all, some] = [FULL, fewer].map((options) => drawAugmentation(options, 5, '1001').views);
  expect(some).toEqual(all!.map((view) => ({ ...view, noise: 0 })));
});

test('one draw a view, or one for all', () => {
  const each = drawAugmentation({ rotate: 10 }, 1, '1001').views.map(({ rotate }) => rotate);
  expect(new Set(each).size).toBe(8);
  expect(drawAugmentation({ rotate: 10, perView: false }, 1, '1001').views).toHaveLength(1);
});

test('the draw is pinned, so that runs on other machines agree', () => {
  const { flip, views, noiseSeed } = drawAugmentation({ ...FULL, perView: false }, 42, '1001');
  expect({ flip, view: views[0], noiseSeed }).toMatchInlineSnapshot(`
    {
      "flip": true,
      "noiseSeed": 3028858323,
      "view": {
        "brightness": 0.8438101049512625,
        "contrast": 1.1363796096295118,
        "noise": 0.014439859571866692,
        "rotate": 4.226508843712509,
        "scale": 0.9092107041738927,
        "shiftX": -0.029706488340161742,
        "shiftY": -0.0005585266742855338,
      },
    }
  `);
});

describe('which names change places', () => {
  const sources = (views: readonly string[], labels: readonly string[], options: AugmentOptions = {}) => {
    const { viewSources, labelSources } = drawAugmentation({ flip: 1, ...options }, 0, 'a', { views, labels });
    return { views: viewSources.map((at) => views[at]), labels: labelSources.map((at) => labels[at]) };
  };

  test('the eight views and 22 labels', () => {
    const { views, labels } = sources(VIEWS, LABELS);
    expect(views).toEqual(['RI-A', 'RI-B', 'LI-A', 'LI-B', 'RV-A', 'RV-B', 'LV-A', 'LV-B']);
    expect(labels.slice(0, 5)).toEqual(['Aneurysm', 'R_ICA', 'L_ICA', 'R_PCOM', 'L_PCOM']);
    expect(labels.slice(-3)).toEqual(['BA', 'R_PCA', 'L_PCA']);
  });

  test('names that end with the side, or spell it out', () => {
    const { views, labels } = sources(['ICA-L', 'ICA-R'], ['left carotid', 'basilar', 'right carotid', 'Lesion']);
    expect(views).toEqual(['ICA-R', 'ICA-L']);
    expect(labels).toEqual(['right carotid', 'basilar', 'left carotid', 'Lesion']);
  });

  test('the caller’s pairs, whatever the names say', () => {
    const pairs: AugmentOptions = { swapViews: [['a', 'c']], swapLabels: [] };
    expect(sources(['a', 'b', 'c'], ['L_ICA', 'R_ICA'], pairs)).toEqual({
      views: ['c', 'b', 'a'],
      labels: ['L_ICA', 'R_ICA'],
    });
    expect(sources(['a'], [], { swapViews: [] })).toEqual({ views: ['a'], labels: [] });
  });

  test.each<[string, readonly string[], readonly string[], AugmentOptions]>([
    ['swapViews', ['a', 'b'], [], {}],
    ['swapViews', ['LI-A'], [], {}],
    ['swapViews', ['L-A', 'R-A', 'L-B'], [], {}],
    ['swapLabels', VIEWS, ['Aneurysm'], {}],
    ['swapLabels', VIEWS, ['L_ICA', 'R_ICA', 'L_MCA'], {}],
    ['swapViews', ['a', 'b'], [], { swapViews: [['a', 'd']] }],
    ['swapViews', ['a', 'b'], [], { swapViews: [['a', 'a']] }],
    [
      'swapViews',
      ['a', 'b', 'c'],
      [],
      {
        swapViews: [
          ['a', 'b'],
          ['b', 'c'],
        ],
      },
    ],
    ['swapLabels', VIEWS, ['a'], { flip: 0, swapLabels: [['a', 'b']] }],
  ])('%s must be given, or be right: %j %j %j', (option, views, labels, options) => {
    const draw = () => drawAugmentation({ flip: 1, ...options }, 0, 'a', { views, labels });
    expect(draw).toThrow(expect.objectContaining({ tag: 'OptionError', option: `augment.${option}` }));
  });

  test('without mirroring any names will do', () => {
    expect(drawAugmentation({ rotate: 5 }, 0, 'a', { views: ['a'], labels: ['b'] }).viewSources).toEqual([0]);
  });
});

test.each<[string, unknown]>([
  ['flip', 1.1],
  ['flip', Number.NaN],
  ['rotate', -1],
  ['rotate', 181],
  ['rotate', [5, -5]],
  ['rotate', [1, 2, 3]],
  ['rotate', null],
  ['scale', 1],
  ['scale', [0, 1]],
  ['shift', 2],
  ['shift', [0.1]],
  ['shift', '0.1'],
  ['brightness', -0.1],
  ['contrast', [-1, 1]],
  ['noise', 1.5],
  ['fill', 'black'],
  ['fill', 200],
  ['perView', 'yes'],
  ['rotation', 5],
])('%s: %j is refused', (option, value) => {
  expect(() => drawAugmentation({ [option]: value } as AugmentOptions, 0, 'a')).toThrow(
    expect.objectContaining({ tag: 'OptionError', option: `augment.${option}` }),
  );
});
