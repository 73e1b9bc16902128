import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { duration, openScreen } from '../progress';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function stream(isTTY: boolean) {
  let text = '';
  const writable = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  Object.assign(writable, { isTTY, columns: 120, cursorTo: () => {}, clearLine: () => {}, moveCursor: () => {} });
  return { writable: writable as unknown as NodeJS.WriteStream, text: () => text };
}

test('elsewhere than on a terminal: plain lines, at most one for every tenth', () => {
  const { writable, text } = stream(false);
  const progress = openScreen(writable).begin('Work', 100);
  for (let i = 1; i <= 100; i++) {
    vi.advanceTimersByTime(2000);
    progress.update(i, 'loss 0.5');
  }
  progress.end('Work: done');
  const lines = text().trim().split('\n');
  expect(lines[0]).toBe('Work …');
  expect(lines[2]).toMatch(/^Work: \d+ %, 3 min 0 s left, loss 0.5$/);
  expect(lines.at(-1)).toBe('Work: done');
  expect(lines.length).toBeLessThan(30);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what must not be there
  expect(text()).not.toMatch(/\u001b|\r/);
});

test('quick work says nothing in between', () => {
  const { writable, text } = stream(false);
  const progress = openScreen(writable).begin('Work', 100);
  for (let i = 1; i <= 100; i++) progress.update(i);
  progress.end();
  expect(text()).toBe('Work …\n');
});

test('very long work is told of more and more rarely', () => {
  const { writable, text } = stream(false);
  const progress = openScreen(writable).begin('Work', 100_000);
  for (let i = 1; i < 10_000; i++) {
    vi.advanceTimersByTime(10_000);
    progress.update(i);
  }
  expect(text().split('\n').length).toBeLessThan(150);
});

test('the time left counts from where a continued run began', () => {
  const { writable, text } = stream(false);
  const progress = openScreen(writable).begin('Work', 1000);
  progress.update(500);
  vi.advanceTimersByTime(100_000);
  progress.update(600);
  expect(text()).toContain('60 %, 6 min 40 s left');
});

test('on a terminal: a bar with the time left', () => {
  const { writable, text } = stream(true);
  const progress = openScreen(writable).begin('Work', 10);
  progress.update(1);
  vi.advanceTimersByTime(3000);
  progress.update(4, 'loss 0.5');
  vi.advanceTimersByTime(1000);
  progress.update(5, 'loss 0.5');
  expect(text()).toMatch(/Work █+░+ 50 % {2}5 s left {2}loss 0.5/);
  progress.end('Work: done');
  expect(text()).toMatch(/Work: done\n$/);
});

test.each([
  [0.4, '0 s'],
  [59.4, '59 s'],
  [60, '1 min 0 s'],
  [3599, '59 min 59 s'],
  [3599.6, '1 h 0 min'],
  [7199, '2 h 0 min'],
  [7500, '2 h 5 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
