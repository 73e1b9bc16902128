import fc from 'fast-check';
import { expect, test } from 'vitest';
import { interleave } from '../src/images/decode-volume';

test('planes become channels, whatever their number', () => {
  const planes = fc
    .tuple(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 0, max: 20 }))
    .chain(([channels, length]) =>
      fc.array(fc.uint8Array({ minLength: length, maxLength: length }), { minLength: channels, maxLength: channels }),
    );
  fc.assert(
    fc.property(planes, (planes) => {
      const pixels = Array.from(planes[0]!, (_, at) => planes.map((plane) => plane[at]!));
      expect([...interleave(planes)]).toEqual(pixels.flat());
    }),
  );
});
