import { expect, test } from 'vitest';
import { fillingOf } from '../src/filling';
import type { SideVariants, Variants } from '../src/variants';

const usual: SideVariants = { a1: 'normal', pcom: 'normal', va: 'normal' };
const both = (left: Partial<SideVariants> = {}, right: Partial<SideVariants> = {}): Variants => ({
  L: { ...usual, ...left },
  R: { ...usual, ...right },
});
const patients = Array.from({ length: 60 }, (_, k) => 1001 + k);

test('a left carotid injection fills the left anterior circulation and nothing behind or opposite', () => {
  for (const index of patients) {
    const fill = fillingOf(1, index, both(), 'LI');
    for (const segment of ['ICA', 'OPH', 'AntChor', 'MCA', 'A1', 'A2'] as const) expect(fill(segment, 'L')).toBe(1);
    for (const segment of ['ICA', 'OPH', 'AntChor', 'MCA', 'A1', 'PCOM', 'P2'] as const)
      expect(fill(segment, 'R')).toBe(0);
    for (const segment of ['VA', 'V4', 'PICA', 'AICA', 'SCA', 'P1'] as const) expect(fill(segment, 'L')).toBe(0);
    expect(fill('BA', null)).toBe(0);
  }
});

test('the other ACA fills through the ACOM: always without its own A1, sometimes and faintly with it', () => {
  const usualCross = patients.map((index) => fillingOf(1, index, both(), 'LI')('A2', 'R'));
  expect(usualCross.some((v) => v > 0)).toBe(true);
  expect(usualCross.filter((v) => v > 0).length).toBeLessThan(patients.length / 2);
  expect(Math.max(...usualCross)).toBeLessThan(0.8);
  for (const index of patients) {
    expect(fillingOf(1, index, both({}, { a1: 'absent' }), 'LI')('A2', 'R')).toBeGreaterThan(0.9);
    const own = fillingOf(1, index, both({}, { a1: 'absent' }), 'RI');
    expect(own('A2', 'R')).toBe(0);
    expect(own('A1', 'R')).toBe(0);
    expect(own('MCA', 'R')).toBe(1);
  }
});

test('a fetal posterior cerebral artery fills from the carotid, hardly from behind', () => {
  for (const index of patients) {
    const variants = both({ pcom: 'fetal' });
    expect(fillingOf(1, index, variants, 'LI')('P2', 'L')).toBe(1);
    expect(fillingOf(1, index, variants, 'LI')('PCOM', 'L')).toBe(1);
    expect(fillingOf(1, index, variants, 'RV')('P2', 'L')).toBeLessThan(0.2);
    expect(fillingOf(1, index, variants, 'RV')('P2', 'R')).toBe(1);
    expect(fillingOf(1, index, both({ pcom: 'absent' }), 'LI')('PCOM', 'L')).toBe(0);
  }
});

test('a vertebral injection fills its side’s VA and PICA, and the posterior circulation of both sides', () => {
  for (const index of patients) {
    const fill = fillingOf(1, index, both(), 'RV');
    expect(fill('VA', 'R')).toBe(1);
    expect(fill('PICA', 'R')).toBe(1);
    expect(fill('BA', null)).toBe(1);
    for (const side of ['L', 'R'] as const) {
      for (const segment of ['AICA', 'SCA', 'P1', 'P2'] as const) expect(fill(segment, side)).toBe(1);
      for (const segment of ['ICA', 'MCA', 'A2', 'AntChor'] as const) expect(fill(segment, side)).toBe(0);
    }
    expect(fill('VA', 'L')).toBe(0);
  }
  const reflux = patients.map((index) => fillingOf(1, index, both(), 'RV')('V4', 'L'));
  expect(reflux.some((v) => v > 0)).toBe(true);
  expect(reflux.some((v) => v === 0)).toBe(true);
});

test('a vertebral artery that ends in the PICA does not show the basilar artery', () => {
  const fill = fillingOf(1, 1001, both({ va: 'endsInPica' }), 'LV');
  expect(fill('PICA', 'L')).toBe(1);
  expect(fill('V4d', 'L')).toBe(0);
  expect(fill('BA', null)).toBe(0);
  expect(fillingOf(1, 1001, both({ va: 'endsInPica' }), 'RV')('BA', null)).toBe(1);
});
