import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseImageName, VIEWS } from '../src/index';

const digits = fc.integer({ min: 0, max: 9999 }).map((n) => String(n).padStart(4, '0'));
const mixCase = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) => [...text].map((c, at) => (upper[at] ? c.toUpperCase() : c.toLowerCase())).join(''));

test('every index and view is read back, in any case and with any usual separator', () => {
  const name = fc
    .tuple(digits, fc.constantFrom(...VIEWS), fc.constantFrom('', '_', ' ', '-'), fc.constantFrom('-', '_', ' ', ''))
    .chain(([index, view, before, hyphen]) =>
      mixCase(`${index}${before}${view.replace('-', hyphen)}.jpg`).map((text) => ({ index, view, text })),
    );
  fc.assert(
    fc.property(name, ({ index, view, text }) => {
      expect(parseImageName(text)).toEqual({ index, view, extension: 'jpg' });
    }),
  );
});

test('never throws, never invents a view, and the index is the first four characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      const { index, view } = parseImageName(text);
      if (index !== undefined) expect(text.startsWith(index)).toBe(true);
      if (view !== undefined) expect(VIEWS).toContain(view);
    }),
  );
});

test.each([
  ['1001LI-A.jpg', { index: '1001', view: 'LI-A', extension: 'jpg' }],
  ['1001LI-A (1).jpg', { index: '1001', extension: 'jpg' }],
  ['1001LX-A.jpg', { index: '1001', extension: 'jpg' }],
  ['10011LI-A.jpg', { index: '1001', extension: 'jpg' }],
  ['101LI-A.jpg', { extension: 'jpg' }],
  ['LI-A.PNG', { view: 'LI-A', extension: 'png' }],
  ['1001', { index: '1001', extension: '' }],
  ['.jpg', { extension: '' }],
])('%s', (name, expected) => {
  expect(parseImageName(name)).toEqual(expected);
});
