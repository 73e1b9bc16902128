import { OptionError } from '../../errors/option-error';
import { classesOf } from './classes';
import type { Unit } from './iterative-stratification';
import { checkLength } from './split';

/**
 * Samples with several labels, gathered into their groups.
 *
 * @throws OptionError for rows that differ in length or hold anything but 0 and 1
 */
export function unitsOf(
  option: string,
  rows: readonly ArrayLike<number>[],
  groups: ArrayLike<number | string> | undefined,
): { units: Unit[]; unitOf: Int32Array } {
  checkRows(option, rows);
  if (!groups) {
    const units = rows.map((positives) => ({ size: 1, positives }));
    return { units, unitOf: Int32Array.from(units.keys()) };
  }
  checkLength('groups', groups.length, rows.length);
  const { codes, counts } = classesOf('groups', groups);
  const sums = counts.map(() => new Float64Array(rows[0]?.length ?? 0));
  for (const [at, group] of codes.entries()) {
    const row = rows[at]!;
    for (let label = 0; label < row.length; label++) sums[group]![label]! += row[label]!;
  }
  return { units: sums.map((positives, group) => ({ size: counts[group]!, positives })), unitOf: codes };
}

function checkRows(option: string, rows: readonly ArrayLike<number>[]): void {
  for (const [at, row] of rows.entries()) {
    if (typeof row !== 'object' || row === null || row.length !== rows[0]!.length) {
      const found = typeof row === 'object' ? `${row?.length} labels` : String(row);
      throw new OptionError(option, `a list with ${found} at ${at}`, `rows of ${rows[0]?.length ?? 0} labels each`);
    }
    for (let label = 0; label < row.length; label++) {
      if (row[label] !== 0 && row[label] !== 1) {
        throw new OptionError(option, `a list with ${row[label]} in row ${at}, label ${label}`, 'labels of 0 or 1');
      }
    }
  }
}
