import { InvalidValueError } from './errors';
import type { LegendEntry } from './layout';
import { type AxisOptions, requirePositive, type Scale } from './scale';
import type { Layer } from './scene';
import { REFERENCE_STROKE } from './series-style';
import { FONT_SIZE, readText, textWidth, wrapAtMost } from './text';
import { readNumber, requireArray } from './values';

/** A line across the plot, e.g. a threshold: upright at an `x`, or level at a `y`. */
export interface RuleData {
  name: string;
  /** Place of an upright line; its name stands above it. */
  x?: number;
  /** Place of a level line; the legend has its name. Exactly one of `x` and `y` is given. */
  y?: number;
}

/** A checked {@link RuleData}. */
export interface Rule {
  name: string;
  axis: 'x' | 'y';
  value: number;
}

/** Height of a row of names above a plot, px. */
const ROW = 17;

/** Checked lines. */
export function readRules(
  argument: string,
  rules: readonly RuleData[],
  axes: { x?: AxisOptions; y?: AxisOptions },
): Rule[] {
  requireArray(argument, rules);
  return rules.map((rule, i) => {
    const place = `${argument}[${i}]`;
    if ((rule.x === undefined) === (rule.y === undefined)) throw new InvalidValueError(place, rule, 'either x or y');
    const axis = rule.x === undefined ? 'y' : 'x';
    const value = readNumber(`${place}.${axis}`, rule[axis]);
    requirePositive(`${place}.${axis}`, [value], axes[axis]);
    return { name: readText(`${place}.name`, rule.name), axis, value };
  });
}

/** How many rows the names of upright lines take above a plot, px. */
export function rulesHeight(rules: readonly Rule[], x: Scale, width: number): number {
  return Math.max(0, ...placed(rules, x, width).map(({ row }) => row + 1)) * ROW;
}

/** The lines, upright ones with their names above the plot in as many rows as keep them apart. */
export function ruleLayers(rules: readonly Rule[], x: Scale, y: Scale, width: number, height: number): Layer[] {
  const stroke = REFERENCE_STROKE;
  const level = rules.filter(({ axis }) => axis === 'y');
  return [
    ...level.map(({ value }): Layer => {
      const place = y.place(value);
      return { kind: 'segment', from: [0, place], to: [1, place], stroke };
    }),
    ...placed(rules, x, width).flatMap(({ name, place, start, row }): Layer[] => {
      const up = 3 + row * ROW;
      return [
        { kind: 'segment', from: [place, 0], to: [place, 1 + up / height], stroke, overhangs: true },
        {
          kind: 'text',
          at: [start, 1],
          shift: [0, -up - 8],
          text: name,
          colour: 'text',
          size: FONT_SIZE.small,
          align: 'left',
        },
      ];
    }),
  ];
}

/** The legend's entries of level lines. */
export function ruleEntries(rules: readonly Rule[]): LegendEntry[] {
  return rules.filter(({ axis }) => axis === 'y').map(({ name }) => ({ text: name, stroke: REFERENCE_STROKE }));
}

/**
 * Upright lines within the plot with the places of their names. A name stands to the right of its line, from right to
 * left in ever higher rows, as far as it reaches over other lines: so no line runs through a name.
 */
function placed(rules: readonly Rule[], x: Scale, width: number) {
  const upright = rules
    .filter(({ axis }) => axis === 'x')
    .map(({ name, value }) => ({ name: wrapAtMost(name, width - 8, FONT_SIZE.small, 1)[0]!, place: x.place(value) }))
    .filter(({ place }) => place >= 0 && place <= 1)
    .sort((a, b) => b.place - a.place);
  const done: { name: string; place: number; start: number; row: number }[] = [];
  for (const { name, place } of upright) {
    const length = textWidth(name, FONT_SIZE.small) / width;
    const start = Math.max(0, Math.min(place - 3 / width, 1 - length));
    const inTheWay = done.filter((other) => Math.min(other.start, other.place) < start + length + 8 / width);
    done.push({ name, place, start, row: Math.max(0, ...inTheWay.map(({ row }) => row + 1)) });
  }
  return done;
}
