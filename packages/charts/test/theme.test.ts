import { expect, test } from 'vitest';
import { REFERENCE_STROKE, seriesStyle } from '../src/series-style';
import { allRoles, CELL_STEPS, cellStep, colourOf, contrastRatio, type Role, SERIES_COLOURS } from '../src/theme';

const THEMES = ['light', 'dark'] as const;
const onGround = (role: Role, theme: 'light' | 'dark') =>
  contrastRatio(colourOf(role)[theme], colourOf('background')[theme]);

test('contrast ratios of WCAG', () => {
  expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21, 10);
  expect(contrastRatio('#ffffff', '#ffffff')).toBe(1);
  // The grey that just fails on white, as many checkers show it.
  expect(contrastRatio('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

test.each(THEMES)('%s: lines have a contrast of 3 at least, text of 4.5', (theme) => {
  for (let i = 0; i < SERIES_COLOURS; i++) expect(onGround(`series-${i}` as Role, theme)).toBeGreaterThanOrEqual(3);
  expect(onGround('axis', theme)).toBeGreaterThanOrEqual(3);
  expect(onGround(REFERENCE_STROKE.colour, theme)).toBeGreaterThanOrEqual(3);
  for (const role of ['text', 'muted'] as const) expect(onGround(role, theme)).toBeGreaterThanOrEqual(4.5);
});

test.each(THEMES)('%s: text in cells has a contrast of 4.5 at least', (theme) => {
  for (let step = 0; step <= CELL_STEPS; step++) {
    const ratio = contrastRatio(colourOf(`cell-${step}`)[theme], colourOf(`cell-text-${step}`)[theme]);
    expect(ratio).toBeGreaterThanOrEqual(4.5);
  }
});

test.each(THEMES)('%s: the scale of cells runs in one direction, so that it is readable in grey', (theme) => {
  const ratios = Array.from({ length: CELL_STEPS + 1 }, (_, step) => onGround(`cell-${step}`, theme));
  for (let step = 1; step <= CELL_STEPS; step++) expect(ratios[step]).toBeGreaterThan(ratios[step - 1]!);
});

test('every role is a colour in both themes', () => {
  for (const role of allRoles()) {
    for (const theme of THEMES) expect(colourOf(role)[theme]).toMatch(/^#[0-9a-f]{6}$/);
  }
});

test('the first 36 series differ without colour or in it, any six neighbours without', () => {
  const styles = Array.from({ length: 36 }, (_, i) => seriesStyle(i));
  const all = styles.map(({ stroke, marker }) => JSON.stringify([stroke, marker]));
  expect(new Set(all).size).toBe(36);
  const grey = styles.slice(0, 6);
  expect(new Set(grey.map(({ stroke }) => JSON.stringify(stroke.dash))).size).toBe(6);
  expect(new Set(grey.map(({ marker }) => marker)).size).toBe(6);
});

test('steps of cells', () => {
  expect([0, 0.024, 0.026, 0.5, 1].map(cellStep)).toEqual([0, 0, 1, CELL_STEPS / 2, CELL_STEPS]);
});
