import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textWidth, wrapAtMost, wrapText } from '../src/text';

test('lines are broken between words, long words anywhere', () => {
  expect(wrapText('one two', 1000, 12)).toEqual(['one two']);
  expect(wrapText('one two', textWidth('one', 12) + 1, 12)).toEqual(['one', 'two']);
  expect(wrapText('aaaaaaaaaa', textWidth('aaaa', 12) + 1, 12)).toEqual(['aaaa', 'aaaa', 'aa']);
});

test('nothing is lost, and lines are as wide as allowed', () => {
  const text = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(text, fc.integer({ min: 30, max: 400 }), (text, width) => {
      const lines = wrapText(text, width, 12);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(width);
    }),
  );
});

test('an ellipsis says that there was more', () => {
  const [line, ...others] = wrapAtMost('a very long text indeed', 80, 12, 1);
  expect(others).toEqual([]);
  expect(line).toMatch(/^a very.*…$/);
  expect(textWidth(line!, 12)).toBeLessThanOrEqual(80);
});
