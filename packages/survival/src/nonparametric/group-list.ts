import { type CohortOptions, type FollowUp, readCohort } from '../cohort';
import { EmptyInputError, InvalidValueError, ShapeMismatchError } from '../errors';

/** Follow-up of one group. `weights`, `entry` and `strata` are given for all groups or for none. */
export interface GroupFollowUp extends FollowUp, CohortOptions {
  /** What to call the group; default: its place in the list, from 0. */
  group?: unknown;
}

const COLUMNS = ['weights', 'entry', 'strata'] as const;

export function isGroupList(given: FollowUp | readonly GroupFollowUp[]): given is readonly GroupFollowUp[] {
  return Array.isArray(given);
}

/**
 * Groups one after the other as one cohort with a column of groups. Each is checked by itself first, so that errors
 * name its place in the list.
 */
export function stackGroups(list: readonly GroupFollowUp[]) {
  for (const [place, group] of list.entries()) checkGroup(place, group);
  const stack = <T>(values: (group: GroupFollowUp) => ArrayLike<T>): T[] =>
    list.flatMap((group) => Array.from(values(group)));
  const followUp: FollowUp = { time: stack(({ time }) => time), event: stack(({ event }) => event) };
  const columns: CohortOptions & { groups: unknown[] } = {
    groups: list.flatMap(({ time, group }, place) => Array<unknown>(time.length).fill(group ?? place)),
  };
  for (const name of COLUMNS) {
    const without = list.findIndex((group) => group[name] === undefined);
    if (without < 0 && list.length > 0) Object.assign(columns, { [name]: stack((group) => group[name]!) });
    else if (list.some((group) => group[name] !== undefined)) {
      throw new InvalidValueError(`groups[${without}].${name}`, undefined, 'a value a row, as for other groups');
    }
  }
  return { followUp, columns };
}

function checkGroup(place: number, group: GroupFollowUp): void {
  const name = `groups[${place}]`;
  if (typeof group !== 'object' || group === null) throw new InvalidValueError(name, group, '{ time, event }');
  try {
    readCohort(group, group);
  } catch (error) {
    if (error instanceof InvalidValueError) {
      throw new InvalidValueError(`${name}.${error.argument}`, error.found, error.expected, error.row);
    }
    if (error instanceof ShapeMismatchError) {
      throw new ShapeMismatchError(`${name}.${error.argument}`, error.expected, error.found);
    }
    if (error instanceof EmptyInputError) throw new EmptyInputError(`${name}.${error.argument}`, error.found);
    throw error;
  }
}
