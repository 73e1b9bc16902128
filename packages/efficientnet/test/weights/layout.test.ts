import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inverse, permute, permuteShape, torchAxes } from '../../src/weights/layout';

test('an array of PyTorch in the order of Keras', () => {
  // OIHW [2, 3, 1, 2]: the value tells the index.
  const shape = [2, 3, 1, 2];
  const values = new Float32Array(12);
  let i = 0;
  for (let o = 0; o < 2; o++)
    for (let c = 0; c < 3; c++) for (let w = 0; w < 2; w++) values[i++] = o + 10 * c + 100 * w;
  const axes = torchAxes({ kind: 'kernel', shape: [1, 2, 3, 2] })!;
  expect(permuteShape(shape, axes)).toEqual([1, 2, 3, 2]);
  const found = permute(values, shape, axes);
  i = 0;
  for (let w = 0; w < 2; w++) {
    for (let c = 0; c < 3; c++) for (let o = 0; o < 2; o++) expect(found[i++]).toBe(o + 10 * c + 100 * w);
  }
});

test('there and back is the identity, bit for bit', () => {
  const cases = fc
    .tuple(
      fc.constantFrom('kernel', 'depthwise_kernel'),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 4 }),
    )
    .chain(([kind, shape]) =>
      fc.tuple(
        fc.constant({ kind, shape }),
        fc.array(fc.float({ noNaN: true }), {
          minLength: shape.reduce((a, b) => a * b),
          maxLength: shape.reduce((a, b) => a * b),
        }),
      ),
    );
  fc.assert(
    fc.property(cases, ([weight, list]) => {
      const values = Float32Array.from(list);
      const axes = torchAxes(weight)!;
      const torch = permute(values, weight.shape, inverse(axes));
      const back = permute(torch, permuteShape(weight.shape, inverse(axes)), axes);
      expect(new Uint8Array(back.buffer)).toEqual(new Uint8Array(values.buffer));
    }),
    { seed: 4 },
  );
});
