import { expect, test } from 'vitest';
import { ProgressBar } from '../src/cli/progress-bar';
import { byteText, countText, factTable, printable, textTable, textWidth, wrapText } from '../src/cli/text-layout';

test('columns line up, also where letters are two columns wide or taken apart; numbers to the right', () => {
  const rows = [
    ['환자', 'x', '7'],
    ['ab', '🧠', '1,234'],
    ['é'.normalize('NFD'), 'yyy', ''],
  ];
  const lines = textTable(rows, '  ').split('\n');
  expect(lines).toEqual(['  환자  x        7', '  ab    🧠   1,234', `  ${'é'.normalize('NFD')}     yyy`]);
  expect(textWidth('한글 a')).toBe(6);
  expect(textTable([])).toBe('');
});

test('text is broken at blanks', () => {
  expect(wrapText('one two three four', 9)).toEqual(['one two', 'three', 'four']);
  expect(wrapText('averylongword x', 5)).toEqual(['averylongword', 'x']);
});

test('facts: long lists go on under themselves, and no item is broken', () => {
  const items = Array.from({ length: 30 }, (_, at) => `label ${at}`);
  const lines = factTable([
    ['labels', items.join('  ')],
    ['n', '1'],
  ]).split('\n');
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines.slice(1, -1)) expect(line).toMatch(/^ {10}label/);
  expect(lines.at(-1)).toBe('  n       1');
  expect(lines.join('  ').match(/label \d+/g)).toEqual(items);
});

test('what would steer a terminal is shown, not sent', () => {
  expect(printable('a\u001b[2Jb\tc\r\u009b1m\nd')).toBe('a\\x1b[2Jb\\x09c\\x0d\\x9b1m\nd');
});

test('bytes and counts', () => {
  expect([0, 1023, 1024, 1536 * 1024, 5 * 1024 ** 3].map(byteText)).toEqual([
    '0 bytes',
    '1023 bytes',
    '1.00 KiB',
    '1.50 MiB',
    '5.00 GiB',
  ]);
  expect([countText(1, 'image'), countText(9016, 'image')]).toEqual(['1 image', '9,016 images']);
});

test('a progress bar is drawn on a terminal only, ten times a second at most, within its width', () => {
  let now = 0;
  const written: string[] = [];
  const stream = { isTTY: true, columns: 60, write: (text: string) => written.push(text) };
  const bar = new ProgressBar(stream, () => now);
  const follow = bar.follow('Writing');
  for (let done = 1; done <= 100; done++) {
    now += 50;
    follow({ done, total: 100, patient: `환자 ${'x'.repeat(80)}` });
  }
  expect(written).toHaveLength(51);
  expect(written[0]).toContain('1 of 100, 5 s left');
  expect(written.at(-1)).toContain('█'.repeat(24));
  for (const line of written) {
    expect(line.startsWith('\r') && line.endsWith('\u001b[K')).toBe(true);
    expect(textWidth(line.slice(1, -3))).toBeLessThan(60);
  }
  bar.clear();
  bar.clear();
  expect(written).toHaveLength(52);

  for (const columns of [0, 1, undefined]) {
    const other = new ProgressBar({ isTTY: true, columns, write: (text) => written.push(text) });
    other.follow('Writing')({ done: 1, total: 1, patient: '1001' });
    expect(textWidth(written.at(-1)!.slice(1, -3))).toBeLessThanOrEqual(columns === 1 ? 1 : 79);
  }

  const silent: string[] = [];
  const file = new ProgressBar({ write: (text) => silent.push(text) });
  file.follow('Writing')({ done: 1, total: 1, patient: '1001' });
  file.clear();
  expect(silent).toEqual([]);
});
