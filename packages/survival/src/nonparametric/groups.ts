import { type Cohort, type Levels, numberLevels, requireRows } from '../cohort';

/**
 * Which group each row of a cohort is in; without groups, all are in one whose value is undefined.
 *
 * @param given - rows of the arguments, those of weight 0 too
 * @throws {@link InvalidValueError}, {@link ShapeMismatchError}
 */
export function readGroups({ rows }: Cohort, groups: ArrayLike<unknown> | undefined, given: number): Levels {
  if (groups === undefined) return { number: new Uint32Array(rows.length), values: [undefined] };
  requireRows('groups', groups, given);
  return numberLevels('groups', groups, rows, 'the name or number of a group');
}
